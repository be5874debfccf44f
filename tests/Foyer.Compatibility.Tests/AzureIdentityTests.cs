using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Foyer.Apps;
using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Connect;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Foyer.Compatibility.Tests;

/// <summary>Credentials of Azure.Identity, with the authority's host changed and instance discovery off.</summary>
public class AzureIdentityTests
{
    private static readonly TokenRequestContext Graph = new(["https://graph.microsoft.com/.default"]);

    private static TOptions At<TOptions>(TestApp foyer, TOptions options) where TOptions : TokenCredentialOptions
    {
        options.AuthorityHost = foyer.Options.PublicUrl;
        options.Transport = new HttpClientTransport(new HttpClient(foyer.Trusting()));
        return options;
    }

    [Fact]
    public async Task A_secret_and_a_certificate_call_the_directory()
    {
        var foyer = await Tools.Server();
        var contoso = await foyer.NewTenant();
        var automation = await RelyingParty.Register(contoso);
        using var certificate = await MsalClientCredentialTests.AddCertificate(foyer, contoso, automation);
        await foyer.In(contoso.Id, async (_, db) =>
        {
            var graph = await db.ServicePrincipals.SingleAsync(s => s.AppId == GraphApp.AppId);
            db.AppRoleAssignments.Add(new() { TenantId = contoso.Id, Id = Guid.CreateVersion7(), ResourceId = graph.Id, PrincipalId = automation.ServicePrincipal.Id, PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = GraphApp.Roles.Single(r => r.Value == Permissions.ReadUsers).Id, CreatedAt = default });
            await db.SaveChangesAsync();
        });
        var (tenant, client) = (contoso.Id.ToString(), automation.Application.AppId.ToString());

        foreach (var credential in (TokenCredential[])[
            new ClientSecretCredential(tenant, client, automation.Secret, At(foyer, new ClientSecretCredentialOptions { DisableInstanceDiscovery = true })),
            new ClientCertificateCredential(tenant, client, certificate, At(foyer, new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true }))])
        {
            var token = await credential.GetTokenAsync(Graph, default);
            using var http = foyer.Browser();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1.0/users")).StatusCode);
        }
    }

    [Fact]
    public async Task A_device_code_needs_no_registered_app()
    {
        var foyer = await Tools.Server();
        var contoso = await foyer.NewTenant();
        var ann = await contoso.NewMember("Ann");
        await using var browser = new BrowserOf(foyer, ann);
        var credential = new DeviceCodeCredential(At(foyer, new DeviceCodeCredentialOptions
        {
            TenantId = contoso.Id.ToString(), DisableInstanceDiscovery = true, DeviceCodeCallback = (shown, _) => browser.Enter(shown.UserCode),
        }));

        var token = await credential.GetTokenAsync(new TokenRequestContext(["https://graph.microsoft.com/User.Read"]), default);

        var read = new JsonWebToken(token.Token);
        Assert.Equal((ann.Id.ToString(), CommandLineTools.DeveloperAppId.ToString()), (read.GetPayloadValue<string>("oid"), read.GetPayloadValue<string>("azp")));
    }
}
