using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph.Query;

/// <summary>Values of a query as parameters of the statement: never part of its text, so equal queries share one plan.</summary>
internal static class Values
{
    private sealed record Box<TValue>(TValue Value);

    public static Expression Parameter(object value, Type type) =>
        Expression.Property(Expression.Constant(Activator.CreateInstance(typeof(Box<>).MakeGenericType(type), value)), nameof(Box<object>.Value));

    /// <summary>A literal as a value of a column's type; null when it is none.</summary>
    public static object? Of(Literal literal, Type column)
    {
        var type = Nullable.GetUnderlyingType(column) ?? column;
        if (type == typeof(bool)) return literal is { Kind: TokenKind.Name, Text: "true" or "false" } ? literal.Text == "true" : null;
        if (type == typeof(Guid)) return literal.Kind is TokenKind.Guid or TokenKind.Text && Guid.TryParse(literal.Text, out var id) ? id : null;
        if (type == typeof(int)) return literal.Kind == TokenKind.Number && int.TryParse(literal.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(DateTime))
            return literal.Kind is TokenKind.Time && DateTimeOffset.TryParse(literal.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;
        if (type.IsEnum) return literal.Kind == TokenKind.Text && Enum.TryParse(type, literal.Text, ignoreCase: true, out var word) && Enum.IsDefined(type, word) && !char.IsAsciiDigit(literal.Text[0]) ? word : null;
        return null;
    }

    public static bool IsWord(Type column) => (Nullable.GetUnderlyingType(column) ?? column).IsEnum;
}

/// <summary>Pieces of conditions on texts that both stores translate.</summary>
internal static class Texts
{
    public static readonly MethodInfo Compare = typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!;
    public static readonly MethodInfo StartsWith = typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string)])!;
    public static readonly MethodInfo EndsWith = typeof(string).GetMethod(nameof(string.EndsWith), [typeof(string)])!;
    public static readonly MethodInfo Contains = typeof(string).GetMethod(nameof(string.Contains), [typeof(string)])!;
    private static readonly MethodInfo ToLower = typeof(string).GetMethod(nameof(string.ToLower), Type.EmptyTypes)!;
    private static readonly MethodInfo Concat = typeof(string).GetMethod(nameof(string.Concat), [typeof(string), typeof(string)])!;
    private static readonly MethodInfo AsParameter = typeof(EF).GetMethod(nameof(EF.Parameter))!.MakeGenericMethod(typeof(string));

    /// <summary>The last of all characters: behind everything that begins with what stands before it.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>Lowered by the store, also when it is a value of ours: stores differ in which letters they lower, and both sides must agree.</summary>
    public static Expression Lower(Expression text) => Expression.Call(text is MemberExpression { Expression: ConstantExpression } ? Expression.Call(AsParameter, text) : text, ToLower);

    /// <summary>A beginning as a range, which an index in byte order answers.</summary>
    public static Expression Begins(Expression column, Expression beginning) => Expression.AndAlso(
        Expression.GreaterThanOrEqual(Expression.Call(Compare, column, beginning), Expression.Constant(0)),
        Expression.LessThan(Expression.Call(Compare, column, Expression.Call(Concat, beginning, Expression.Constant(Last))), Expression.Constant(0)));

    public static Expression<Func<T, bool>> Among<T>(Expression<Func<T, Guid>> id, List<Guid> ids)
    {
        var list = Expression.Call(typeof(EF), nameof(EF.Parameter), [typeof(List<Guid>)], Values.Parameter(ids, typeof(List<Guid>)));
        return Expression.Lambda<Func<T, bool>>(Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Guid)], list, id.Body), id.Parameters);
    }

    public static Expression<Func<T, bool>> Behind<T>(Expression<Func<T, Guid>> id, Guid after) =>
        Expression.Lambda<Func<T, bool>>(Expression.GreaterThan(id.Body, Values.Parameter(after, typeof(Guid))), id.Parameters);

    public static Expression Rebind(LambdaExpression lambda, ParameterExpression row) => new Swap(lambda.Parameters[0], row).Visit(lambda.Body);

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
