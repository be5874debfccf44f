using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Tests.Connect;

/// <summary>An app that proves itself by a certificate (private_key_jwt): what is taken, and everything that is not.</summary>
public class AssertionTests
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";

    private sealed record Setting(TestApp App, TestTenant Tenant, TestRegistration Automation, RelyingParty Party, X509Certificate2 Certificate)
    {
        public string TokenEndpoint => App.Options.Url($"/{Tenant.Id:D}/oauth2/v2.0/token");

        public async Task<HttpResponseMessage> Ask(string assertion, params (string, string?)[] more)
        {
            using var client = App.Browser();
            return await Party.Token(client, [("grant_type", "client_credentials"), ("scope", $"{Graph}/.default"), ("client_secret", null),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion), .. more]);
        }

        public async Task<string> Refused(string assertion) => (await RelyingParty.Json(await Ask(assertion), HttpStatusCode.Unauthorized)).Text("error_description").Split(':')[0];

        public string Sign(Func<Dictionary<string, object>, Dictionary<string, object>>? claims = null, Func<Dictionary<string, object>, Dictionary<string, object>>? header = null, X509Certificate2? with = null, string alg = "PS256")
        {
            var now = App.Clock.GetUtcNow();
            var body = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["aud"] = TokenEndpoint, ["iss"] = Party.ClientId, ["sub"] = Party.ClientId, ["jti"] = Guid.NewGuid().ToString(),
                // As MSAL writes them: numbers as text.
                ["nbf"] = now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            var certificate = with ?? Certificate;
            var head = new Dictionary<string, object>(StringComparer.Ordinal) { ["alg"] = alg, ["typ"] = "JWT", ["x5t#S256"] = Base64UrlEncoder.Encode(Certificate.GetCertHash(HashAlgorithmName.SHA256)) };
            string Part(Dictionary<string, object> part) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(part));
            var signed = $"{Part(header?.Invoke(head) ?? head)}.{Part(claims?.Invoke(body) ?? body)}";
            using var rsa = certificate.GetRSAPrivateKey()!;
            return $"{signed}.{Base64UrlEncoder.Encode(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, alg == "RS256" ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss))}";
        }
    }

    private static async Task<Setting> Open(Store store = Store.Sqlite, TestApp? own = null)
    {
        var app = own ?? await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var automation = await RelyingParty.Register(contoso);
        var certificate = SelfSigned(app.Clock.GetUtcNow());
        await app.In(contoso.Id, async (services, db) =>
        {
            using var known = X509CertificateLoader.LoadCertificate(certificate.RawData);
            services.GetRequiredService<RegisterApp>().AddCertificate(services.GetRequiredService<ResolveActor>().System(), automation.Application, known);
            await db.SaveChangesAsync();
        });
        return new(app, contoso, automation, new RelyingParty(app, contoso, automation), certificate);
    }

    private static X509Certificate2 SelfSigned(DateTimeOffset now)
    {
        using var rsa = RSA.Create(2048);
        return new CertificateRequest("CN=automation", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    private static Dictionary<string, object> With(Dictionary<string, object> part, string name, object? value)
    {
        if (value is null) part.Remove(name);
        else part[name] = value;
        return part;
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_certificate_proves_an_app_under_every_name_that_tools_give_it(Store store)
    {
        var setting = await Open(store);
        var (sha1, sha256) = (setting.Certificate.GetCertHash(HashAlgorithmName.SHA1), setting.Certificate.GetCertHash(HashAlgorithmName.SHA256));

        var token = await setting.Party.Validate((await RelyingParty.Json(await setting.Ask(setting.Sign()))).Text("access_token"), Graph);
        Assert.Equal("2", token.GetPayloadValue<string>("azpacr"));
        foreach (var (name, value) in ((string, string)[])[("x5t", Base64UrlEncoder.Encode(sha1)), ("kid", Convert.ToHexString(sha1)), ("kid", Base64UrlEncoder.Encode(sha1)), ("kid", Base64UrlEncoder.Encode(sha256)), ("kid", Convert.ToHexStringLower(sha256))])
            Assert.Equal(HttpStatusCode.OK, (await setting.Ask(setting.Sign(header: h => With(With(h, "x5t#S256", null), name, value)))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await setting.Ask(setting.Sign(alg: "RS256"))).StatusCode);
        // The issuer is an audience too, and the tenant may be called by its domain; the client id may stand in the assertion alone.
        Assert.Equal(HttpStatusCode.OK, (await setting.Ask(setting.Sign(c => With(c, "aud", setting.App.Options.Issuer(setting.Tenant.Id))))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await setting.Ask(setting.Sign(c => With(c, "aud", setting.App.Options.Url($"/{setting.Tenant.Domain}/oauth2/v2.0/token"))))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await setting.Ask(setting.Sign(), ("client_id", null))).StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_an_assertion_is_told_by_its_number()
    {
        var setting = await Open();
        var now = setting.App.Clock.GetUtcNow();
        using var foreign = SelfSigned(now);

        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign(with: foreign))); // signed by another key
        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign(with: foreign, header: h => With(h, "x5t#S256", Base64UrlEncoder.Encode(foreign.GetCertHash(HashAlgorithmName.SHA256))))));
        // A certificate that comes along proves nothing.
        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign(with: foreign, header: h => With(h, "x5c", new[] { Convert.ToBase64String(foreign.RawData) }))));
        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign(header: h => With(h, "alg", "none"))));
        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign(header: h => With(h, "alg", "HS256"))));
        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign(header: h => With(h, "x5t#S256", null))));
        Assert.Equal("AADSTS50027", await setting.Refused(setting.Sign(header: h => With(h, "crit", new[] { "exp" }))));
        Assert.Equal("AADSTS50027", await setting.Refused(setting.Sign(c => With(c, "iss", Guid.NewGuid().ToString()))));
        Assert.Equal("AADSTS50027", await setting.Refused(setting.Sign(c => With(c, "sub", Guid.NewGuid().ToString()))));
        Assert.Equal("AADSTS50027", await setting.Refused("not.a.token"));
        foreach (var audience in (object?[])["https://login.microsoftonline.com/common/oauth2/v2.0/token", setting.App.Options.Url("/"), setting.TokenEndpoint + "?x=1", setting.TokenEndpoint + "/", null, 7])
            Assert.Equal("AADSTS700023", await setting.Refused(setting.Sign(c => With(c, "aud", audience))));
        Assert.Equal("AADSTS700024", await setting.Refused(setting.Sign(c => With(c, "exp", now.AddSeconds(-1).ToUnixTimeSeconds()))));
        Assert.Equal("AADSTS700024", await setting.Refused(setting.Sign(c => With(c, "exp", now.AddHours(2).ToUnixTimeSeconds()))));
        Assert.Equal("AADSTS700024", await setting.Refused(setting.Sign(c => With(c, "exp", null))));
        Assert.Equal("AADSTS700024", await setting.Refused(setting.Sign(c => With(c, "nbf", now.AddMinutes(10).ToUnixTimeSeconds()))));
    }

    [Fact]
    public async Task Rule16_An_assertion_for_one_tenant_counts_in_no_other()
    {
        var setting = await Open();
        var other = await setting.App.NewTenant("Fabrikam");

        Assert.Equal("AADSTS700023", await setting.Refused(setting.Sign(c => With(c, "aud", setting.App.Options.Url($"/{other.Id:D}/oauth2/v2.0/token")))));
        Assert.Equal("AADSTS700023", await setting.Refused(setting.Sign(c => With(c, "aud", setting.App.Options.Url("/organizations/oauth2/v2.0/token")))));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule02_Sixteen_uses_of_one_assertion_give_one_token(Store store)
    {
        var setting = await Open(store);
        var assertion = setting.Sign();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => setting.Ask(assertion)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.OK))
            Assert.StartsWith("AADSTS50013:", (await RelyingParty.Json(refused, HttpStatusCode.Unauthorized)).Text("error_description"), StringComparison.Ordinal);
        // One without an id is known by all of itself.
        var nameless = setting.Sign(c => With(c, "jti", null));
        Assert.Equal(HttpStatusCode.OK, (await setting.Ask(nameless)).StatusCode);
        Assert.Equal("AADSTS50013", await setting.Refused(nameless));
    }

    [Fact]
    public async Task An_expired_certificate_proves_nothing()
    {
        await using var own = await TestApp.New(Store.Sqlite);
        var setting = await Open(own: own);
        own.Clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal("AADSTS700027", await setting.Refused(setting.Sign()));
    }

    [Fact]
    public async Task A_public_client_proves_itself_by_nothing()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var tool = await RelyingParty.Register(contoso, r => r with { IsPublicClient = true });
        using var client = app.Browser();

        var answer = await RelyingParty.Json(await new RelyingParty(app, contoso, tool).Token(client, ("grant_type", "client_credentials"), ("scope", $"{Graph}/.default"), ("client_secret", null),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", "a.b.c")), HttpStatusCode.Unauthorized);

        Assert.StartsWith("AADSTS700025:", answer.Text("error_description"), StringComparison.Ordinal);
    }
}
