using System.Net;
using System.Net.Http.Headers;
using Foyer.Apps;
using Foyer.Tests;
using Foyer.Tests.Connect;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Identity.Web;

namespace Foyer.Compatibility.Tests;

/// <summary>An API that its developer protected with Microsoft.Identity.Web, with nothing changed but the address of the authority.</summary>
public class IdentityWebTests
{
    /// <summary>The API as its developer writes it.</summary>
    private static async Task<WebApplication> Api(TestApp foyer, string tenant, Guid clientId)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Configuration["AzureAd:Instance"] = foyer.Options.Url("/");
        builder.Configuration["AzureAd:TenantId"] = tenant;
        builder.Configuration["AzureAd:ClientId"] = clientId.ToString();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApi(builder.Configuration);
        builder.Services.AddAuthorization();
        // Only here: this server's certificate comes from an authority of the test's own.
        builder.Services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o => o.BackchannelHttpHandler = foyer.Trusting());
        builder.Services.AddHttpClient("foyer").ConfigurePrimaryHttpMessageHandler(foyer.Trusting);
        builder.Services.Configure<AadIssuerValidatorOptions>(o => o.HttpClientName = "foyer");
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/", (HttpContext http) => $"{http.User.GetObjectId()} {http.User.GetTenantId()}").RequireAuthorization();
        app.MapGet("/grades", () => "grades").RequireAuthorization(policy => policy.RequireScopeOrAppPermission(["Grades.Read"], ["Grades.Read.All"]));
        await app.StartAsync();
        return app;
    }

    private static async Task<(HttpStatusCode Status, string Body)> Call(WebApplication api, string token, string path = "/")
    {
        using var client = new HttpClient { BaseAddress = new Uri(api.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await client.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static AppRegistration Grades(string audience) => new("Grades")
    {
        AssignmentRequired = false, SignInAudience = audience,
        Scopes = [new(Guid.CreateVersion7(), "Grades.Read", "Read grades")],
        Roles = [new(Guid.CreateVersion7(), "Grades.Read.All", "Read all grades", ForApplications: true)],
    };

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task It_takes_the_tokens_of_members_guests_and_apps_and_nobody_elses(Store store)
    {
        var foyer = await Tools.Server(store);
        var (contoso, fabrikam) = (await foyer.NewTenant(), await foyer.NewTenant("Fabrikam"));
        var grades = await contoso.NewApp(Grades(Audiences.MyOrganisation));
        await using var api = await Api(foyer, contoso.Id.ToString(), grades.Application.AppId);
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false });
        var party = new RelyingParty(foyer, contoso, moodle);
        var scope = $"openid api://{grades.Application.AppId}/Grades.Read";
        var (ann, bob) = (await contoso.NewMember("Ann"), await fabrikam.NewMember("Bob"));
        var guest = await contoso.NewGuest(bob);

        foreach (var (person, known) in new[] { (ann, ann), (bob, guest) })
        {
            using var browser = await foyer.SignedIn(person);
            var token = (await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser, scope)))).Text("access_token");
            Assert.Equal((HttpStatusCode.OK, $"{known.Id} {contoso.Id}"), await Call(api, token));
            Assert.Equal((HttpStatusCode.OK, "grades"), await Call(api, token, "/grades"));
        }

        using var client = foyer.Browser();
        var appScope = $"api://{grades.Application.AppId}/.default";
        var without = (await party.AppToken(client, appScope)).Text("access_token");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(api, without, "/grades")).Status); // neither scope nor role
        await contoso.Assign(grades, moodle.ServicePrincipal.Id, PrincipalType.ServicePrincipal, await foyer.In(contoso.Id, (_, db) => Task.FromResult(db.Set<AppRole>().Single(r => r.ApplicationId == grades.Application.Id).Id)));
        Assert.Equal((HttpStatusCode.OK, "grades"), await Call(api, (await party.AppToken(client, appScope)).Text("access_token"), "/grades"));

        // The same API at another organisation, and a token for something else.
        var twin = await fabrikam.NewApp(Grades(Audiences.MyOrganisation) with { AppId = grades.Application.AppId });
        var elsewhere = new RelyingParty(foyer, fabrikam, await RelyingParty.Register(fabrikam, r => r with { AssignmentRequired = false }));
        using var foreign = await foyer.SignedIn(bob);
        var others = (await RelyingParty.Json(await elsewhere.Redeem(foreign, await elsewhere.CodeWithConsent(foreign, $"openid api://{twin.Application.AppId}/Grades.Read")))).Text("access_token");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(api, others)).Status);
        using var member = await foyer.SignedIn(ann);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(api, (await party.Tokens(member)).Text("access_token"))).Status);
    }

    [Fact]
    public async Task An_API_of_several_organisations_takes_tokens_of_each_that_let_it_in()
    {
        var foyer = await Tools.Server();
        var (publisher, customer) = (await foyer.NewTenant("Publisher"), await foyer.NewTenant("Customer"));
        var grades = await publisher.NewApp(Grades(Audiences.Organisations));
        var planner = await RelyingParty.Register(publisher, r => r with { AssignmentRequired = false, SignInAudience = Audiences.Organisations });
        await using var api = await Api(foyer, "organizations", grades.Application.AppId);
        var party = new RelyingParty(foyer, publisher, planner) { Base = "/organizations" };
        var scope = $"openid api://{grades.Application.AppId}/Grades.Read";

        foreach (var tenant in new[] { publisher, customer })
        {
            var person = await tenant.NewMember("Carl");
            using var browser = await foyer.SignedIn(person);
            var token = (await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser, scope)))).Text("access_token");
            Assert.Equal((HttpStatusCode.OK, $"{person.Id} {tenant.Id}"), await Call(api, token));
        }
        // An organisation's own key signs for that organisation only.
        await using var own = await Api(foyer, customer.Id.ToString(), grades.Application.AppId);
        using var publishers = await foyer.SignedIn(await publisher.NewMember("Pam"));
        var foreign = (await RelyingParty.Json(await party.Redeem(publishers, await party.CodeWithConsent(publishers, scope)))).Text("access_token");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(own, foreign)).Status);
    }
}
