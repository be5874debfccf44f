using System.Collections.Frozen;

namespace Foyer.SignIn;

/// <summary>Domains of mail providers for everybody, from <c>ConsumerDomains.txt</c>. Nobody's organisation can be told from them.</summary>
public static class ConsumerDomains
{
    private static readonly FrozenSet<string> All = SignInFiles.Lines("ConsumerDomains.txt").ToFrozenSet(StringComparer.Ordinal);

    /// <summary><paramref name="domain"/> as <c>EmailAddress.Domain</c> gives it: lower-case ASCII.</summary>
    public static bool Contains(string domain) => All.Contains(domain);
}

internal static class SignInFiles
{
    /// <summary>The lines of a list that is part of the program, without blank ones and comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(SignInFiles).Assembly.GetManifestResourceStream("Foyer.SignIn/" + name)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line.Trim();
        }
    }
}
