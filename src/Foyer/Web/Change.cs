namespace Foyer.Web;

/// <summary>One property in a change of several: left alone, or set to a value, which may be null.</summary>
public readonly record struct Change<T>(bool IsSet, T Value)
{
    public static implicit operator Change<T>(T value) => new(true, value);
}
