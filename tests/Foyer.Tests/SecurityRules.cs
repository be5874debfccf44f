using System.Text.RegularExpressions;
using Foyer.Rig;

namespace Foyer.Tests;

/// <summary>The list in SECURITY.md and the tests belong together: what is promised there has a test of its number.</summary>
public partial class SecurityRules
{
    private static readonly string Root = ServerProcess.RepositoryRoot();

    [Fact]
    public void Every_promise_of_SECURITY_md_has_a_test_that_carries_its_number()
    {
        var promised = Promise().Matches(File.ReadAllText(Path.Combine(Root, "SECURITY.md"))).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        var tested = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => RuleTest().Matches(File.ReadAllText(f)))
            .Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ToHashSet();
        Assert.Empty(promised.Where(rule => !tested.Contains(rule)));
    }

    [Fact]
    public void Rule19_Foyer_calls_no_address_that_somebody_typed_in() =>
        // The day a feature needs to fetch one, it brings the one client that refuses private addresses, and this test goes.
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, "src", "Foyer"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => Outgoing().IsMatch(File.ReadAllText(f))));

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Promise();

    [GeneratedRegex(@"\bRule(\d\d)_\w+\(")]
    private static partial Regex RuleTest();

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|WebRequest|TcpClient)\b")]
    private static partial Regex Outgoing();
}
