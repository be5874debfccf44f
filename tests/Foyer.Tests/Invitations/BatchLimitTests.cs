using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Jobs;
using Foyer.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Invitations;

/// <summary>Large files are allowed; the limits of an hour make them wait, they never fail a row.</summary>
public class BatchLimitTests
{
    [Theory]
    [InlineData(Store.Sqlite, "InvitationsPerInviter"), InlineData(Store.Postgres, "InvitationsPerInviter"), InlineData(Store.Sqlite, "InvitationsPerTenant")]
    public async Task Rule18_A_batch_waits_when_its_inviter_or_organisation_has_sent_enough_for_this_hour(Store store, string limit)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:" + limit] = "5" });
        var tenant = await app.NewTenant();
        using var admin = app.Browser();
        await admin.SignIn(tenant.Admin.UserPrincipalName);
        var batch = await tenant.Upload(Batches.File(12));

        foreach (var invited in new[] { 5, 10 })
        {
            var waiting = (await tenant.Until(batch.Id, b => b.Invited == invited && b.Problem is not null)).Batch;
            Assert.Equal((BatchState.Running, invited, 0), (waiting.State, waiting.Position, waiting.Failed));
            Assert.Contains("Foyer:Limits:" + limit, waiting.Problem, StringComparison.Ordinal);
            Assert.Equal(app.Clock.GetUtcNow().UtcDateTime.AddHours(1), waiting.NotBefore);
            Assert.Null(waiting.LeaseUntil);
            Assert.Contains("follows by itself", await admin.GetStringAsync($"/portal/invitations/{batch.Id}"), StringComparison.Ordinal);
            app.Clock.Advance(TimeSpan.FromHours(1));
            app.Services.GetRequiredService<WorkSignal<InvitationBatch>>().Nudge();
        }

        var done = (await tenant.Finished(batch.Id)).Batch;
        Assert.Equal((12, 12, 0, null), (done.Position, done.Invited, done.Failed, done.Problem));
        Assert.Equal(12, (await tenant.Count()).Guests);
        Assert.Equal(2, await app.In(tenant.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.BatchSlowed)));
    }

    [Fact]
    public async Task Rule18_What_invites_nobody_does_not_use_up_the_limit()
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:InvitationsPerInviter"] = "6" });
        var tenant = await app.NewTenant();
        await tenant.UploadAndFinish(Batches.File(4));
        await tenant.UploadAndFinish(Batches.File(4));
        var more = await tenant.UploadAndFinish(Batches.File(["nonsense", "new1@partner.example", "new2@partner.example"]));
        Assert.Equal((2, 1), (more.Batch.Invited, more.Batch.Failed));
    }

    [Fact]
    public async Task Rule18_A_batch_goes_on_at_once_when_it_is_resumed_after_the_limit_was_raised()
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:InvitationsPerInviter"] = "5" });
        var tenant = await app.NewTenant();
        var batch = await tenant.Upload(Batches.File(12));
        await tenant.Until(batch.Id, b => b.Problem is not null);
        app.Options.Limits.InvitationsPerInviter = 100;
        await tenant.Control(batch.Id, (control, by) => control.Pause(by, batch.Id, default));
        await tenant.Control(batch.Id, (control, by) => control.Resume(by, batch.Id, default));
        Assert.Equal(12, (await tenant.Finished(batch.Id)).Batch.Invited);
    }
}
