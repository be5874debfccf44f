using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Connect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Tests.Connect;

/// <summary>The key set as Microsoft's libraries read it: certificates, and which key may sign for whom.</summary>
public class KeySetTests
{
    private static async Task<JsonElement[]> Keys(HttpClient client, string tenant) =>
        [.. (await RelyingParty.Json(await client.GetAsync($"/{tenant}/discovery/v2.0/keys"))).GetProperty("keys").EnumerateArray()];

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Each_key_comes_with_its_certificate_and_its_issuer(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        using var client = app.Browser();

        var keys = await Keys(client, contoso.Id.ToString());

        Assert.Equal([app.Options.Issuer(contoso.Id), app.Options.Url("/{tenantid}/v2.0")], keys.Select(k => k.Text("issuer")));
        foreach (var key in keys)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(key.GetProperty("x5c")[0].GetString()!));
            using var rsa = certificate.GetRSAPublicKey()!;
            Assert.Equal(key.Text("n"), Base64UrlEncoder.Encode(rsa.ExportParameters(false).Modulus));
            Assert.Equal(key.Text("x5t"), Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA1)));
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = app.Clock.GetUtcNow().UtcDateTime } };
            chain.ChainPolicy.CustomTrustStore.Add(certificate);
            Assert.True(chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
        }
        var nobodys = Assert.Single(await Keys(client, "organizations"));
        Assert.Equal(keys[1].ToString(), nobodys.ToString());
        Assert.Equal(nobodys.ToString(), (await Keys(client, "common")).Single().ToString());
    }

    [Fact]
    public async Task Every_server_makes_the_same_certificate()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var rings = new List<KeyRing>();
        for (var i = 0; i < 2; i++) rings.Add(await ActivatorUtilities.CreateInstance<TenantKeys>(app.Services).Of(contoso.Id, default));

        Assert.Equal(rings[0].Certificates[0].Certificate.RawData, rings[1].Certificates[0].Certificate.RawData);
        Assert.Equal(rings[0].Shared!.Certificates[0].Certificate.RawData, rings[1].Shared!.Certificates[0].Certificate.RawData);
    }

    [Fact]
    public async Task The_servers_own_keys_sign_only_what_apps_of_several_organisations_read()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var single = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false });
        var multi = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false, SignInAudience = Audiences.Organisations });
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        var own = (await Keys(browser, contoso.Id.ToString())).Select(k => k.Text("kid")).First();
        var shared = (await Keys(browser, "organizations")).Single().Text("kid");

        var one = await new RelyingParty(app, contoso, single).Tokens(browser);
        var many = await new RelyingParty(app, contoso, multi).Tokens(browser);

        Assert.Equal((own, own), (new JsonWebToken(one.Text("id_token")).Kid, new JsonWebToken(one.Text("access_token")).Kid));
        // The access token is for the directory, which is each organisation's own affair.
        Assert.Equal((shared, own), (new JsonWebToken(many.Text("id_token")).Kid, new JsonWebToken(many.Text("access_token")).Kid));
    }
}
