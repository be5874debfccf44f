using System.Security.Cryptography.X509Certificates;
using Foyer.Audit;
using Foyer.Connect;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Tests.Connect;

public class KeyTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Keys_are_published_a_day_before_they_sign_and_two_days_after(Store store)
    {
        await using var app = await TestApp.New(store);
        var contoso = await app.NewTenant();
        var party = new RelyingParty(app, contoso, await RelyingParty.Register(contoso));
        using var client = app.Browser();
        async Task<string> SignedBy() => new JsonWebToken((await party.AppToken(client)).Text("access_token")).Kid;
        async Task<string[]> Published() =>
            [.. (await RelyingParty.Json(await client.GetAsync($"/{contoso.Id}/discovery/v2.0/keys"))).GetProperty("keys").EnumerateArray()
                .Where(k => k.Text("issuer") == app.Options.Issuer(contoso.Id)).Select(k => k.Text("kid"))];

        var first = await SignedBy();
        Assert.Equal([first], await Published());
        app.Clock.Advance(TimeSpan.FromDays(89) - TimeSpan.FromMinutes(1));
        Assert.Equal([first], await Published());

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var both = await Published();
        Assert.Equal(2, both.Length);
        Assert.Equal(first, await SignedBy());

        app.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(2));
        var old = (await party.AppToken(client)).Text("access_token");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var second = await SignedBy();
        Assert.Equal((both.Single(k => k != first), second), (second, second));
        Assert.True((await party.Check(old, "00000003-0000-0000-c000-000000000000")).IsValid);

        app.Clock.Advance(TimeSpan.FromHours(47));
        Assert.Contains(first, await Published());
        app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal([second], await Published());

        // Nobody asked for months: the key that signs is a new one, at once.
        app.Clock.Advance(TimeSpan.FromDays(200));
        Assert.Equal([await SignedBy()], await Published());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Many_servers_that_make_the_first_key_at_once_make_one(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        // Each has its own memory, as another process would.
        var servers = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<TenantKeys>(app.Services)).ToList();

        var rings = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await servers[i % 4].Of(contoso.Id, default))));

        Assert.Single(rings.Select(r => r.Published.Single().KeyId).Distinct());
        Assert.Single(rings.Select(r => r.SubjectOf(contoso.Id, contoso.Id)).Distinct());
        Assert.Equal(2, await app.In(contoso.Id, (_, db) => db.SigningKeys.CountAsync()));
        servers.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task Each_key_is_published_as_a_certificate_too_the_same_on_every_server()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        using var client = app.Browser();

        var key = (await RelyingParty.Json(await client.GetAsync($"/{contoso.Id}/discovery/v2.0/keys"))).GetProperty("keys").EnumerateArray()
            .Single(k => k.Text("issuer") == app.Options.Issuer(contoso.Id));

        using var certificate = X509CertificateLoader.LoadCertificate(key.GetProperty("x5c")[0].GetBytesFromBase64());
        Assert.Equal(Base64UrlEncoder.Encode(certificate.GetCertHash()), key.Text("x5t"));
        Assert.Equal(Base64UrlEncoder.DecodeBytes(key.Text("n")), certificate.PublicKey.GetRSAPublicKey()!.ExportParameters(false).Modulus);
        using var other = ActivatorUtilities.CreateInstance<TenantKeys>(app.Services);
        Assert.Equal(certificate.RawData, (await other.Of(contoso.Id, default)).Certificates.Single().Certificate.RawData);
        var added = await app.In(contoso.Id, (_, db) => db.AuditEntries.SingleAsync(a => a.Activity == Activities.KeyAdded));
        Assert.Contains(key.Text("kid"), added.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_private_key_is_not_in_the_store_as_it_is()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        using var client = app.Browser();
        var json = await client.GetStringAsync($"/{contoso.Id}/discovery/v2.0/keys");

        var key = await app.In(contoso.Id, (_, db) => db.SigningKeys.SingleAsync(k => k.KeyId != "pairwise"));

        using var rsa = System.Security.Cryptography.RSA.Create();
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => rsa.ImportPkcs8PrivateKey(key.ProtectedKey, out _));
        Assert.Contains("\"use\":\"sig\"", json, StringComparison.Ordinal);
        Assert.Contains("\"alg\":\"RS256\"", json, StringComparison.Ordinal);
        foreach (var secret in (string[])["\"d\"", "\"p\"", "\"q\""]) Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
    }
}
