using Foyer.Tests;
using Foyer.Tests.Connect;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Foyer.Compatibility.Tests;

/// <summary>MSAL.NET for programs that speak for themselves.</summary>
public class MsalClientCredentialTests
{
    [Fact]
    public async Task A_program_gets_a_token_with_its_secret_and_finds_it_in_the_cache()
    {
        var foyer = await Tools.Server();
        var contoso = await foyer.NewTenant();
        var automation = await RelyingParty.Register(contoso);
        var app = ConfidentialClientApplicationBuilder.Create(automation.Application.AppId.ToString())
            .WithClientSecret(automation.Secret)
            .WithAuthority(foyer.Authority(contoso.Id.ToString()), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(foyer.Msal)
            .Build();

        var first = await app.AcquireTokenForClient(["https://graph.microsoft.com/.default"]).ExecuteAsync();
        var second = await app.AcquireTokenForClient(["https://graph.microsoft.com/.default"]).ExecuteAsync();

        var token = new JsonWebToken(first.AccessToken);
        Assert.Equal((foyer.Options.Issuer(contoso.Id), automation.ServicePrincipal.Id.ToString()), (token.Issuer, token.GetPayloadValue<string>("oid")));
        Assert.Equal(TokenSource.IdentityProvider, first.AuthenticationResultMetadata.TokenSource);
        Assert.Equal(TokenSource.Cache, second.AuthenticationResultMetadata.TokenSource);
    }
}
