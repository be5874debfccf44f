using System.Net;
using Foyer.Audit;
using Foyer.Tests.Connect;
using Foyer.Tests.Redeem;
using Foyer.Tests.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests;

/// <summary>Sign-ins and proofs in the audit log: who, what, when, from where, with what result, under which correlation id.</summary>
public class AuditTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_that_signs_in_with_its_secret_or_fails_to_is_in_the_log(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var moodle = await RelyingParty.Register(tenant);
        var party = new RelyingParty(app, tenant, moodle);
        using var client = app.Browser();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");

        await party.AppToken(client);
        using var refused = await party.Token(client, ("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default"), ("client_secret", "guessed"));
        using var stranger = await party.Token(client, ("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default"), ("client_id", Guid.CreateVersion7().ToString()));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (refused.StatusCode, stranger.StatusCode));
        var log = await Log(tenant, Activities.AppSignIn);
        var (success, failure) = (log.Single(a => a.Result == AuditResult.Success), log.Single(a => a.Result == AuditResult.Failure));
        Assert.Equal((moodle.ServicePrincipal.Id, "203.0.113.9"), (success.ActorId!.Value, success.IpAddress));
        Assert.Equal((null, moodle.ServicePrincipal.Id), (failure.ActorId, failure.TargetId!.Value));
        Assert.StartsWith("AADSTS7000215:", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(refused.Headers.GetValues("x-correlation-id").Single(), failure.CorrelationId);
        Assert.Equal(app.Clock.GetUtcNow().UtcDateTime, failure.At, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Guessing_the_secret_of_an_app_does_not_fill_the_log()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var tenant = await app.NewTenant();
        var party = new RelyingParty(app, tenant, await RelyingParty.Register(tenant));
        using var client = app.Browser();
        for (var i = 0; i < 110; i++)
            (await party.Token(client, ("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default"), ("client_secret", "guessed"))).Dispose();
        Assert.Equal(100, (await Log(tenant, Activities.AppSignIn)).Count);
        Assert.Single(await Log(tenant, Activities.LimitReached));
        await party.AppToken(client); // the owner of the secret is not locked out
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Whose_session_another_persons_sign_in_ended_is_in_the_log_of_their_home(Store store)
    {
        var app = await TestApp.Shared(store);
        var (one, other) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var (ann, bob) = (await one.NewMember("Ann"), await other.NewMember("Bob"));
        using var browser = app.Browser();
        await browser.SignIn(ann.UserPrincipalName);
        await browser.SignIn(bob.UserPrincipalName);

        var left = Assert.Single(await Log(one, Activities.SignOut));
        Assert.Equal((ann.Id, ann.Id), (left.ActorId!.Value, left.TargetId!.Value));
        Assert.Empty(await Log(other, Activities.SignOut));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sending_and_typing_the_code_of_a_mailbox_is_in_the_log(Store store)
    {
        var host = await (await TestApp.Shared(store)).NewTenant();
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var ask = await browser.Continue(made.CopiedLink);
        var type = await browser.Step(ask);
        (await browser.Send(type, ("code", "00000000"))).Dispose();

        var sent = Assert.Single(await Log(host, Activities.MailboxCodeSent));
        var wrong = Assert.Single(await Log(host, Activities.MailboxProven));
        Assert.Equal((made.Address, made.GuestId, AuditResult.Success), (sent.ActorName, sent.TargetId!.Value, sent.Result));
        Assert.Equal((made.Address, made.GuestId, AuditResult.Failure), (wrong.ActorName, wrong.TargetId!.Value, wrong.Result));
    }

    private static Task<List<AuditEntry>> Log(TestTenant tenant, string activity) =>
        tenant.App.In(tenant.Id, (_, db) => db.AuditEntries.AsNoTracking().Where(a => a.Activity == activity).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync());
}
