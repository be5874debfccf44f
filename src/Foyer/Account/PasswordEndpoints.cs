using Foyer.Data;
using Foyer.SignIn;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foyer.Account;

/// <summary>Changing one's password.</summary>
internal static class PasswordEndpoints
{
    public static async Task<IResult> Ask(HttpContext http, TenantScopes scopes, CancellationToken ct) =>
        await SignInEndpoints.AddressOf(http, scopes, ct) is { } own ? Page(http, own, null, null) : ErrorPages.Page(http, StatusCodes.Status404NotFound);

    public static async Task<IResult> Change(HttpContext http, TenantScopes scopes, ChangePassword change, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return ErrorPages.Page(http, StatusCodes.Status400BadRequest, "account.password.change", "/account/password");
        if (await SignInEndpoints.AddressOf(http, scopes, ct) is not { } own) return ErrorPages.Page(http, StatusCodes.Status404NotFound);
        if (form["act"] == "change")
        {
            return (await change.Run(http, form["current"].ToString(), form["password"].ToString(), ct)).Failed(out var why, out _)
                ? Page(http, own, form, why)
                : Results.LocalRedirect($"{AccountEndpoints.Path}?done={AccountEndpoints.PasswordChanged}");
        }

        return Page(http, own, form, null);
    }

    private static RazorComponentResult Page(HttpContext http, EmailAddress own, IFormCollection? form, Problem? why)
    {
        why?.SayWhen(http.Response);
        var text = http.Texts();
        var password = form?["password"].ToString();
        // What is wrong with the current password says nothing about the new one, which stays as it was typed.
        var aboutCurrent = why is { Kind: ProblemKind.Unauthorized or ProblemKind.TooMany };
        return SignInEndpoints.Page<ChangePasswordPage>(new
        {
            Text = text,
            Address = own.Address,
            Current = aboutCurrent ? null : form?["current"].ToString(),
            Password = password,
            IsShown = form is not null && form["act"] == "show",
            Strength = string.IsNullOrEmpty(password) ? null : text[$"signin.strength.{PasswordRules.Strength(password, http.User.Identity!.Name, own.LocalPart, own.Domain)}"],
            CurrentProblem = aboutCurrent ? SentenceOf(text, why!) : null,
            Problem = why is null || aboutCurrent ? null : SentenceOf(text, why),
            Languages = http.LanguageMenu("/account/password"),
        }, why is null ? StatusCodes.Status200OK : why.Kind == ProblemKind.TooMany ? why.Status : StatusCodes.Status400BadRequest);
    }

    private static string SentenceOf(Texts text, Problem why) => why switch
    {
        { RetryAfter: { } wait } => text.Count("signin.toomany", Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes))),
        { Kind: ProblemKind.Unauthorized } => text["account.password.wrong"],
        _ when why == ChangePassword.Same => text["account.password.same"],
        _ => text["signin." + why.Code],
    };
}
