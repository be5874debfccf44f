using System.Diagnostics.CodeAnalysis;

namespace Foyer.Web;

public enum ProblemKind { BadRequest, Unauthorized, Forbidden, NotFound, Conflict, Gone, TooMany, TooLarge, Unavailable }

/// <summary>An expected failure: a stable code for programs, a sentence for people that says what to do.</summary>
public sealed record Problem(ProblemKind Kind, string Code, string Sentence)
{
    /// <summary>Only with <see cref="ProblemKind.TooMany"/>: when trying again makes sense.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public int Status => Kind switch
    {
        ProblemKind.BadRequest => 400,
        ProblemKind.Unauthorized => 401,
        ProblemKind.Forbidden => 403,
        ProblemKind.NotFound => 404,
        ProblemKind.Conflict => 409,
        ProblemKind.Gone => 410,
        ProblemKind.TooLarge => 413,
        ProblemKind.TooMany => 429,
        _ => 503,
    };
}

/// <summary>What an operation gives back: a value, or the problem that prevented it. Exceptions are for bugs and outages.</summary>
public readonly struct Result<T>
{
    private readonly T? value;
    private readonly Problem? problem;

    private Result(T? value, Problem? problem) => (this.value, this.problem) = (value, problem);

    public static implicit operator Result<T>(T value) => new(value, null);
    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    public bool Failed([NotNullWhen(true)] out Problem? why, [NotNullWhen(false)] out T? result)
    {
        (why, result) = (problem, value);
        return problem is not null;
    }
}

/// <summary>The value of an operation that only has an effect.</summary>
public readonly record struct Done
{
    public static Done It => default;
}
