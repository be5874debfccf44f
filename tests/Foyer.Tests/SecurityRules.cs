using System.Text.RegularExpressions;
using Foyer.Apps;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Rig;
using Foyer.SignIn;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

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
        // The mail server is the operator's choice.
        Assert.Equal(["SmtpConnection.cs"], new[] { "*.cs", "*.razor" }.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Root, "src", "Foyer"), kind, SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => Outgoing().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));

    [Fact]
    public void Rule01_What_the_store_keeps_of_a_secret_says_nothing_of_it()
    {
        var invitation = InvitationSecret.New();
        var (redemption, session) = (RedemptionCookie.New(Guid.Empty, Guid.Empty), SessionCookie.New(Guid.Empty, Guid.Empty));
        foreach (var (secret, kept) in new[]
        {
            (System.Text.Encoding.ASCII.GetBytes(invitation.Reveal()), invitation.Hash), (WebEncoders.Base64UrlDecode(invitation.Reveal()), invitation.Hash), (redemption.Secret, redemption.Hash), (session.Secret, session.SecretHash),
            (System.Text.Encoding.ASCII.GetBytes(invitation.Reveal()), RegisterApp.HashOf(invitation.Reveal())),
        })
        {
            Assert.Equal(32, kept.Length);
            for (var at = 0; at + 4 <= secret.Length; at++) Assert.Equal(-1, kept.AsSpan().IndexOf(secret.AsSpan(at, 4)));
        }
    }

    [Fact]
    public async Task Rule01_Every_secret_is_random_in_all_its_bits()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        var clientSecrets = await tenant.App.In(tenant.Id, async (services, _) =>
        {
            var (register, hand) = (services.GetRequiredService<RegisterApp>(), services.GetRequiredService<ResolveActor>().System());
            var (application, _) = register.Add(hand, new("Moodle"));
            return await Task.FromResult(Many(() => WebEncoders.Base64UrlDecode(register.AddSecret(hand, application, TimeSpan.FromDays(1)))));
        });
        foreach (var secrets in new[] { clientSecrets, Many(() => WebEncoders.Base64UrlDecode(InvitationSecret.New().Reveal())), Many(() => RedemptionCookie.New(tenant.Id, tenant.Id).Secret), Many(() => SessionCookie.New(tenant.Id, tenant.Id).Secret) })
        {
            Assert.All(secrets, secret => Assert.Equal(32, secret.Length));
            // Each bit is now one, now the other: that chance leaves one of them alone happens in one of 10^16 runs.
            for (var bit = 0; bit < 256; bit++) Assert.InRange(secrets.Count(secret => (secret[bit / 8] >> (bit % 8) & 1) == 1), 1, secrets.Count - 1);
        }

        static List<byte[]> Many(Func<byte[]> make) => [.. Enumerable.Range(0, 64).Select(_ => make())];
    }

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Promise();

    [GeneratedRegex(@"\bRule(\d\d)_\w+\(")]
    private static partial Regex RuleTest();

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|HttpMessageInvoker|HttpClientHandler|SocketsHttpHandler|AddHttpClient|WebRequest|WebClient|ClientWebSocket|TcpClient|UdpClient|Socket|Dns|Ping)\b")]
    private static partial Regex Outgoing();
}
