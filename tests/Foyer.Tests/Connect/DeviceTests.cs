using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Foyer.Apps;
using Foyer.Connect.Device;
using Foyer.Data;
using Foyer.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Foyer.Tests.Connect;

/// <summary>A program without a browser signs its person in (RFC 8628, in Entra's words), and what a stranger at either end cannot do.</summary>
public partial class DeviceTests
{
    private sealed record Tool(TestApp App, TestTenant Tenant, TestRegistration Registration, string Base)
    {
        public string ClientId => Registration.Application.AppId.ToString();

        public async Task<JsonElement> Start(string scope = "openid profile offline_access User.Read")
        {
            using var client = App.Browser();
            return await RelyingParty.Json(await client.PostAsync($"{Base}/oauth2/v2.0/devicecode", new FormUrlEncodedContent([new("client_id", ClientId), new("scope", scope)])));
        }

        public Task<HttpResponseMessage> Poll(HttpClient client, JsonElement started, string grantType = "device_code", string? at = null) =>
            client.PostAsync($"{at ?? Base}/oauth2/v2.0/token", new FormUrlEncodedContent([new("grant_type", grantType), new("client_id", ClientId), new("device_code", started.Text("device_code")), new("client_info", "1")]));

        public async Task<string> Error(HttpClient client, JsonElement started, string? at = null)
        {
            var body = await RelyingParty.Json(await Poll(client, started, at: at), HttpStatusCode.BadRequest);
            return $"{body.Text("error")} {body.GetProperty("error_codes")[0].GetInt32()}";
        }
    }

    private static async Task<Tool> Open(Store store = Store.Sqlite, TestApp? own = null)
    {
        var app = own ?? await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var tool = await RelyingParty.Register(contoso, r => r with { DisplayName = "Command line", IsPublicClient = true, AssignmentRequired = false, RedirectUris = ["http://localhost"] });
        return new Tool(app, contoso, tool, $"/{contoso.Id:D}");
    }

    /// <summary>The page after the right code.</summary>
    private static async Task<string> Typed(HttpClient browser, string code)
    {
        using var answer = await browser.Send(await browser.GetStringAsync("/device"), ("code", code));
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<HttpResponseMessage> Say(HttpClient browser, string code, string answer = "yes") =>
        await browser.Send(await (await browser.GetAsync(await Typed(browser, code))).Content.ReadAsStringAsync(), ("answer", answer));

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_types_the_code_and_the_program_gets_its_tokens(Store store)
    {
        var tool = await Open(store);
        var fabrikam = await tool.App.NewTenant("Fabrikam");
        var bob = await fabrikam.NewMember("Bob");
        var guest = await tool.Tenant.NewGuest(bob);
        using var program = tool.App.Browser();
        using var browser = tool.App.Browser();

        var started = await tool.Start();
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", started.Text("user_code"));
        Assert.Equal((tool.App.Options.Url("/device"), 900, 5), (started.Text("verification_uri"), started.GetProperty("expires_in").GetInt32(), started.GetProperty("interval").GetInt32()));
        Assert.Contains(started.Text("user_code"), started.Text("message"), StringComparison.Ordinal);
        Assert.Equal("authorization_pending 70016", await tool.Error(program, started));

        // Any case, no hyphen; then the sign-in, then who asks and from where.
        var confirm = await Typed(browser, started.Text("user_code").Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant());
        Assert.DoesNotContain(started.Text("user_code"), confirm, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("/signin?", (await browser.GetAsync(confirm)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        await browser.SignIn(bob.Mail!);
        var page = await browser.GetStringAsync(confirm);
        Assert.Contains("Sign in to Command line on another device?", page, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", page, StringComparison.Ordinal);
        Assert.Contains(bob.Mail!, page, StringComparison.Ordinal);
        Assert.Contains("If you did not start this yourself, cancel.", page, StringComparison.Ordinal);
        using var done = await browser.Send(page, ("answer", "yes"));
        Assert.Contains("You are signed in there", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var tokens = await RelyingParty.Json(await tool.Poll(program, started, "urn:ietf:params:oauth:grant-type:device_code"));
        var id = new JsonWebToken(tokens.Text("id_token"));
        Assert.Equal((guest.Id.ToString(), tool.Tenant.Id.ToString()), (id.GetPayloadValue<string>("oid"), id.GetPayloadValue<string>("tid")));
        var info = JsonDocument.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(tokens.Text("client_info"))).RootElement;
        Assert.Equal((bob.Id.ToString(), fabrikam.Id.ToString()), (info.Text("uid"), info.Text("utid")));
        Assert.Equal("0", new JsonWebToken(tokens.Text("access_token")).GetPayloadValue<string>("azpacr"));
        // Once; a second answer is refused and takes nothing from the first.
        Assert.Equal("invalid_grant 54005", await tool.Error(program, started));
        var refreshed = await program.PostAsync($"{tool.Base}/oauth2/v2.0/token", new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("client_id", tool.ClientId), new("refresh_token", tokens.Text("refresh_token"))]));
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sixteen_polls_at_once_get_one_token(Store store)
    {
        var tool = await Open(store);
        using var browser = await tool.App.SignedIn(await tool.Tenant.NewMember("Ann"));
        using var program = tool.App.Browser();
        var started = await tool.Start();
        using var done = await Say(browser, started.Text("user_code"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => tool.Poll(program, started)));

        var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        foreach (var loser in answers.Where(a => a != winner)) Assert.Equal("invalid_grant", (await RelyingParty.Json(loser, HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal(1, await tool.App.In(tool.Tenant.Id, (_, db) => db.Set<Foyer.Connect.Grant>().CountAsync()));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Of_sixteen_answers_at_once_the_first_counts(Store store)
    {
        var tool = await Open(store);
        using var browser = await tool.App.SignedIn(await tool.Tenant.NewMember("Ann"));
        using var program = tool.App.Browser();
        var started = await tool.Start();
        var page = await browser.GetStringAsync(await Typed(browser, started.Text("user_code")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => browser.Send(page, ("answer", i % 2 == 0 ? "yes" : "no"))));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.Gone));
        var approved = (await answers.Single(a => a.StatusCode == HttpStatusCode.OK).Content.ReadAsStringAsync()).Contains("You are signed in there", StringComparison.Ordinal);
        Assert.Equal(approved ? 1 : 0, await tool.App.In(tool.Tenant.Id, (_, db) => db.Set<Foyer.Connect.Grant>().CountAsync()));
        Assert.Equal(approved ? HttpStatusCode.OK : HttpStatusCode.BadRequest, (await tool.Poll(program, started)).StatusCode);
    }

    [Fact]
    public async Task A_program_that_asks_too_often_is_told_to_slow_down_and_too_late_to_start_again()
    {
        await using var own = await TestApp.New(Store.Sqlite);
        var tool = await Open(own: own);
        using var program = own.Browser();
        var started = await tool.Start();

        Assert.Equal("authorization_pending 70016", await tool.Error(program, started));
        own.Clock.Advance(TimeSpan.FromSeconds(4.2)); // the network is not always as quick
        Assert.Equal("authorization_pending 70016", await tool.Error(program, started));
        own.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("slow_down 70016", await tool.Error(program, started));
        own.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("slow_down 70016", await tool.Error(program, started)); // ten seconds now
        own.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("authorization_pending 70016", await tool.Error(program, started));
        own.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("expired_token 70019", await tool.Error(program, started));
        using var browser = await own.SignedIn(await tool.Tenant.NewMember("Ann"));
        using var late = await browser.Send(await browser.GetStringAsync("/device"), ("code", started.Text("user_code")));
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task Rule11_Saying_no_ends_it_and_looking_at_the_page_answers_nothing()
    {
        var tool = await Open();
        using var browser = await tool.App.SignedIn(await tool.Tenant.NewMember("Ann"));
        using var program = tool.App.Browser();
        var started = await tool.Start();
        var confirm = await Typed(browser, started.Text("user_code"));
        for (var i = 0; i < 3; i++) await browser.GetStringAsync(confirm);
        Assert.Equal("authorization_pending 70016", await tool.Error(program, started));

        using var no = await Say(browser, started.Text("user_code"), "no");

        Assert.Contains("Nobody was signed in", await no.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("authorization_declined 65004", await tool.Error(program, started));
        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync(confirm)).StatusCode);
    }

    [Fact]
    public async Task Rule10_Wrong_codes_use_nothing_up_and_are_counted()
    {
        await using var own = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:DeviceCodeGuesses"] = "3", ["Foyer:Limits:DeviceCodesPerAddress"] = "2" });
        var tool = await Open(own: own);
        using var browser = await own.SignedIn(await tool.Tenant.NewMember("Ann"));
        var started = await tool.Start();
        var page = await browser.GetStringAsync("/device");

        foreach (var wrong in (string[])["BBBB-BBBB", "", "nonsense"]) Assert.Equal(HttpStatusCode.BadRequest, (await browser.Send(page, ("code", wrong))).StatusCode);
        using var limited = await browser.Send(page, ("code", started.Text("user_code")));
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (limited.StatusCode, limited.Headers.RetryAfter is not null));
        own.Clock.Advance(TimeSpan.FromMinutes(14)); // the code outlives the wait only just, and was not used up
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await tool.Start();
        using var client = own.Browser();
        var third = await client.PostAsync($"{tool.Base}/oauth2/v2.0/devicecode", new FormUrlEncodedContent([new("client_id", tool.ClientId), new("scope", "openid")]));
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        var tooMany = await client.PostAsync($"{tool.Base}/oauth2/v2.0/devicecode", new FormUrlEncodedContent([new("client_id", tool.ClientId), new("scope", "openid")]));
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (tooMany.StatusCode, tooMany.Headers.RetryAfter is not null));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_A_code_belongs_to_its_app_and_its_organisation(Store store)
    {
        var tool = await Open(store);
        var other = await tool.App.NewTenant("Fabrikam");
        using var stranger = await tool.App.SignedIn(await other.NewMember("Eve"));
        using var program = tool.App.Browser();
        var started = await tool.Start();

        // Who does not belong to the organisation is turned away, and the code stays.
        var refused = await stranger.GetAsync(await Typed(stranger, started.Text("user_code")));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("AADSTS50020", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var browser = await tool.App.SignedIn(await tool.Tenant.NewMember("Ann"));
        using var done = await Say(browser, started.Text("user_code"));
        // Another app, another organisation, the addresses of none, a secret that was changed.
        var twin = tool with { Registration = await RelyingParty.Register(tool.Tenant, r => r with { IsPublicClient = true, AssignmentRequired = false }) };
        Assert.Equal("bad_verification_code 70018", await twin.Error(program, started));
        Assert.Equal(HttpStatusCode.Unauthorized, (await tool.Poll(program, started, at: $"/{other.Id:D}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await tool.Poll(program, started, at: "/organizations")).StatusCode);
        var changed = JsonDocument.Parse(started.ToString().Replace(started.Text("device_code"), started.Text("device_code")[..^4] + "AAAA", StringComparison.Ordinal)).RootElement;
        Assert.Equal("bad_verification_code 70018", await tool.Error(program, changed));
        Assert.Equal(HttpStatusCode.OK, (await tool.Poll(program, started)).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Tools_that_nobody_registered_sign_people_in_at_home_once_they_are_allowed(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var registration = new TestRegistration(CommandLineTools.Find(CommandLineTools.AppId)!, null!, "");
        var tool = new Tool(app, contoso, registration, "/organizations");
        using var program = app.Browser();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        var started = await tool.Start("openid profile offline_access User.Read");
        Assert.Equal("authorization_pending 70016", await tool.Error(program, started));

        var page = await browser.GetStringAsync(await Typed(browser, started.Text("user_code")));
        Assert.Contains("It may then do this for you at Contoso:", page, StringComparison.Ordinal);
        using var done = await browser.Send(page, ("answer", "yes"));
        var tokens = await RelyingParty.Json(await tool.Poll(program, started));
        Assert.Equal((app.Options.Issuer(contoso.Id), "openid profile User.Read"), (new JsonWebToken(tokens.Text("id_token")).Issuer, new JsonWebToken(tokens.Text("access_token")).GetPayloadValue<string>("scp")));

        // More than a person may allow needs the administrator, who allows it for everybody.
        var more = await tool.Start("openid User.Invite.All");
        Assert.Contains("An administrator has to agree", await (await browser.GetAsync(await Typed(browser, more.Text("user_code")))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var admin = await app.SignedIn(contoso.Admin);
        using var allowed = await Say(admin, more.Text("user_code"));
        Assert.Contains("User.Invite.All", new JsonWebToken((await RelyingParty.Json(await tool.Poll(program, more))).Text("access_token")).GetPayloadValue<string>("scp").Split(' '));
    }

    [Fact]
    public async Task Rule01_The_store_keeps_hashes_of_codes_only()
    {
        var tool = await Open();
        var started = await tool.Start();
        await using var scope = tool.App.Services.GetRequiredService<TenantScopes>().Global();
        var rows = await scope.ServiceProvider.GetRequiredService<FoyerDb>().DeviceCodes.AsNoTracking().Where(d => d.AppId == tool.Registration.Application.AppId).ToListAsync();

        var text = JsonSerializer.Serialize(rows);
        Assert.DoesNotContain(started.Text("user_code").Replace("-", "", StringComparison.Ordinal), text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(started.Text("device_code")[24..], text, StringComparison.Ordinal);
        Assert.Equal(DeviceCodeState.Waiting, rows.Single().State);
    }

    [Fact]
    public async Task Pages_speak_the_persons_language_and_every_request_is_checked()
    {
        var tool = await Open();
        using var client = tool.App.Browser();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var started = await RelyingParty.Json(await client.PostAsync($"{tool.Base}/oauth2/v2.0/devicecode", new FormUrlEncodedContent([new("client_id", tool.ClientId), new("scope", "openid")])));
        Assert.StartsWith("Um sich anzumelden, öffnen Sie", started.Text("message"), StringComparison.Ordinal);
        Assert.Contains("Auf einem anderen Gerät anmelden", WebUtility.HtmlDecode(await client.GetStringAsync("/device")), StringComparison.Ordinal);
        Assert.Equal("/device", (await client.GetAsync($"{tool.Base}/oauth2/deviceauth")).Headers.Location?.OriginalString);
        Assert.Equal("/device", (await client.GetAsync("/common/oauth2/deviceauth")).Headers.Location?.OriginalString);

        async Task<string> Refused(params (string, string)[] form)
        {
            var answer = await client.PostAsync($"{tool.Base}/oauth2/v2.0/devicecode", new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
            return Number().Match((await RelyingParty.Json(answer, HttpStatusCode.BadRequest)).Text("error_description")).Value;
        }
        Assert.Equal("AADSTS700016", await Refused(("client_id", Guid.NewGuid().ToString()), ("scope", "openid")));
        Assert.Equal("AADSTS28000", await Refused(("client_id", tool.ClientId), ("scope", $"User.Read api://{Guid.NewGuid()}/x")));
        Assert.Equal("AADSTS500011", await Refused(("client_id", tool.ClientId), ("scope", "https://other.example/x")));
    }

    [GeneratedRegex(@"^AADSTS\d+")]
    private static partial Regex Number();
}
