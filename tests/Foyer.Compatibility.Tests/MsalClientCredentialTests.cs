using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Foyer.Apps;
using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Connect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Foyer.Compatibility.Tests;

/// <summary>MSAL.NET for programs with a credential of their own: secret, certificate, and codes that a web app redeems.</summary>
public class MsalClientCredentialTests
{
    private static readonly string[] Graph = ["https://graph.microsoft.com/.default"];

    private static ConfidentialClientApplicationBuilder Builder(TestApp foyer, TestTenant tenant, TestRegistration app) =>
        ConfidentialClientApplicationBuilder.Create(app.Application.AppId.ToString())
            .WithAuthority(foyer.Authority(tenant.Id.ToString()), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(foyer.Msal);

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_program_gets_a_token_with_its_secret_and_finds_it_in_the_cache(Store store)
    {
        var foyer = await Tools.Server(store);
        var contoso = await foyer.NewTenant();
        var automation = await RelyingParty.Register(contoso);
        var app = Builder(foyer, contoso, automation).WithClientSecret(automation.Secret).Build();

        var first = await app.AcquireTokenForClient(Graph).ExecuteAsync();
        var second = await app.AcquireTokenForClient(Graph).ExecuteAsync();

        var token = new JsonWebToken(first.AccessToken);
        Assert.Equal((foyer.Options.Issuer(contoso.Id), automation.ServicePrincipal.Id.ToString(), "1"), (token.Issuer, token.GetPayloadValue<string>("oid"), token.GetPayloadValue<string>("azpacr")));
        Assert.Equal((TokenSource.IdentityProvider, TokenSource.Cache), (first.AuthenticationResultMetadata.TokenSource, second.AuthenticationResultMetadata.TokenSource));
    }

    [Theory]
    [InlineData(Store.Sqlite, false), InlineData(Store.Postgres, false), InlineData(Store.Sqlite, true)]
    public async Task A_program_gets_a_token_with_its_certificate(Store store, bool oidc)
    {
        var foyer = await Tools.Server(store);
        var contoso = await foyer.NewTenant();
        var automation = await RelyingParty.Register(contoso);
        using var certificate = await AddCertificate(foyer, contoso, automation);
        var builder = ConfidentialClientApplicationBuilder.Create(automation.Application.AppId.ToString()).WithCertificate(certificate).WithHttpClientFactory(foyer.Msal);
        var app = (oidc
            ? builder.WithOidcAuthority(foyer.Options.Issuer(contoso.Id))
            : builder.WithAuthority(foyer.Authority(contoso.Domain), validateAuthority: false).WithInstanceDiscovery(false)).Build();

        var first = await app.AcquireTokenForClient(Graph).ExecuteAsync();
        var second = await app.AcquireTokenForClient(Graph).WithForceRefresh(true).ExecuteAsync(); // a statement of its own

        Assert.Equal("2", new JsonWebToken(first.AccessToken).GetPayloadValue<string>("azpacr"));
        Assert.Equal(TokenSource.IdentityProvider, second.AuthenticationResultMetadata.TokenSource);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_by_its_number()
    {
        var foyer = await Tools.Server();
        var contoso = await foyer.NewTenant();
        var app = Builder(foyer, contoso, await RelyingParty.Register(contoso)).WithClientSecret("wrong").Build();

        var refused = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient(Graph).ExecuteAsync());

        Assert.Equal("invalid_client", refused.ErrorCode);
        Assert.StartsWith("AADSTS7000215:", refused.Message.Replace("A configuration issue is preventing authentication - check the error message from the server for details. You can modify the configuration in the application registration portal. See https://aka.ms/msal-net-invalid-client for details.  Original exception: ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_web_app_redeems_the_code_of_its_person_and_refreshes_silently(Store store)
    {
        var foyer = await Tools.Server(store);
        var contoso = await foyer.NewTenant();
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false });
        var app = Builder(foyer, contoso, moodle).WithClientSecret(moodle.Secret).WithRedirectUri(RelyingParty.Redirect).Build();
        var ann = await contoso.NewMember("Ann");
        await using var browser = new BrowserOf(foyer, ann);

        var address = await app.GetAuthorizationRequestUrl(["User.Read"]).WithPkce(out var verifier).ExecuteAsync();
        var back = await browser.AcquireAuthorizationCodeAsync(address, new Uri(RelyingParty.Redirect), default);
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(back.Query)["code"].ToString();
        var result = await app.AcquireTokenByAuthorizationCode(["User.Read"], code).WithPkceCodeVerifier(verifier).ExecuteAsync();
        var silent = await app.AcquireTokenSilent(["User.Read"], result.Account).WithForceRefresh(true).ExecuteAsync();

        Assert.Equal((ann.Id.ToString(), ann.Id.ToString()), (result.UniqueId, silent.UniqueId));
        await Assert.ThrowsAsync<MsalUiRequiredException>(() => app.AcquireTokenByAuthorizationCode(["User.Read"], code).WithPkceCodeVerifier(verifier).ExecuteAsync());
    }

    internal static async Task<X509Certificate2> AddCertificate(TestApp foyer, TestTenant tenant, TestRegistration app)
    {
        using var rsa = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        var certificate = new CertificateRequest("CN=automation", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        await foyer.In(tenant.Id, async (services, db) =>
        {
            using var known = X509CertificateLoader.LoadCertificate(certificate.RawData);
            services.GetRequiredService<RegisterApp>().AddCertificate(services.GetRequiredService<ResolveActor>().System(), app.Application, known);
            await db.SaveChangesAsync();
        });
        return certificate;
    }
}
