using Foyer.Apps;
using Foyer.Audit;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Tests.Guests;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Invitations;

public class BatchTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_file_becomes_guests_as_Entra_has_them(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var app = await tenant.NewApp(new("Moodle"));
        var group = await tenant.NewGroup("Externals");
        var sponsor = await tenant.NewMember("Boss");

        var view = await tenant.UploadAndFinish(
            "Email,DisplayName,InviteContactUsUrl,InviteAppID,InviteAppResources,InviteGroupResources,Language,AccessExpires,Message,Sponsor\n" +
            $"Alice.Ann@Partner.example,Alice,https://contoso.example,{app.Application.AppId},{app.Application.AppId},{group.Id},de,2027-12-31,\"Hello\nthere\",{sponsor.Mail}\n");

        Assert.Equal((1, 1, 1, 0), (view.Batch.Total, view.Batch.Position, view.Batch.Invited, view.Batch.Failed));
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            var guest = await db.Users.Guests.SingleAsync();
            Assert.Equal($"Alice.Ann_partner.example#EXT#@{tenant.Domain}", guest.UserPrincipalName);
            Assert.Equal("Alice.Ann_partner.example#EXT#", guest.MailNickname);
            Assert.Equal(("Alice", "Alice.Ann@partner.example", "alice.ann@partner.example"), (guest.DisplayName, guest.Mail, guest.MailKey));
            Assert.Equal(["Alice.Ann@partner.example"], guest.OtherMails);
            Assert.Equal(["SMTP:Alice.Ann@partner.example"], guest.ProxyAddresses);
            Assert.Equal((ExternalUserState.PendingAcceptance, "Invitation", false, true), (guest.ExternalUserState, guest.CreationType, guest.ShowInAddressList, guest.AccountEnabled));
            Assert.Equal(new DateTime(2028, 1, 1, 0, 0, 0, DateTimeKind.Utc), guest.AccessExpiresAt);
            Assert.Null(guest.UsageLocation);
            Assert.Equal(sponsor.Id, (await db.Sponsors.SingleAsync()).SponsorId);
            var assignment = await db.AppRoleAssignments.SingleAsync(a => a.PrincipalId == guest.Id);
            Assert.Equal((app.ServicePrincipal.Id, view.Batch.Id), (assignment.ResourceId, assignment.BatchId!.Value));
            Assert.Equal(group.Id, (await db.GroupMembers.SingleAsync()).GroupId);

            var invitation = await db.Invitations.SingleAsync();
            Assert.Equal((InvitationState.Pending, app.ServicePrincipal.Id, "de", "Hello\nthere", tenant.Admin.Id), (invitation.State, invitation.ShownAppId!.Value, invitation.Language, invitation.Message, invitation.InviterId));
            Assert.Equal(tenant.App.Clock.GetUtcNow().UtcDateTime.AddDays(30), invitation.ExpiresAt);
            Assert.Equal(32, invitation.MailedSecretHash.Length);
            var mail = await db.OutgoingMails.SingleAsync();
            Assert.Equal(("invitation", "Alice.Ann@partner.example", "de", invitation.Id), (mail.Kind, mail.Recipient, mail.Language, mail.SubjectId!.Value));

            var audit = await db.AuditEntries.SingleAsync(a => a.Activity == Activities.Invited);
            Assert.Equal((guest.Id, tenant.Admin.Id, view.Batch.CorrelationId), (audit.TargetId!.Value, audit.ActorId!.Value, audit.CorrelationId));
        });
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Bad_rows_never_stop_good_ones_and_say_line_column_and_reason(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var view = await tenant.UploadAndFinish(Batches.Header +
            "nonsense,A,https://contoso.example,,\n" +
            "good@partner.example,B,https://contoso.example,,\n" +
            $"me@{tenant.Domain},C,https://contoso.example,,\n" +
            "GOOD@partner.example,D,https://contoso.example,,\n" +
            "other@partner.example,E,https://contoso.example,deadbeef-0000-4000-8000-000000000001,\n" +
            "last@partner.example,F,https://contoso.example,,\n");

        Assert.Equal((2, 4), (view.Batch.Invited, view.Batch.Failed));
        Assert.Equal([(2, "email.no_at", "Email"), (4, "own_domain", "Email"), (5, "duplicate", "Email"), (6, "app.unknown", "InviteAppResources")],
            (await tenant.Rows(view.Batch.Id, RowOutcome.Failed)).Select(r => (r.Line, r.Code!, r.Column!)));
        Assert.Equal([3, 7], (await tenant.Rows(view.Batch.Id, RowOutcome.Invited)).Select(r => r.Line));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Duplicates_are_found_over_chunks_in_the_plan_and_in_the_run(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var csv = Batches.File(Enumerable.Range(1, 1500).Select(i => $"guest{(i == 1400 ? 7 : i)}@partner.example"));
        var planned = await tenant.Upload(csv, dryRun: true);
        Assert.Equal((BatchState.Planned, 1499, 1), (planned.State, planned.Invited, planned.Failed));
        var plan = Assert.Single(await tenant.Rows(planned.Id, RowOutcome.Failed));
        Assert.Equal(1401, plan.Line);
        Assert.Contains("line 8", plan.Reason);

        Assert.False((await tenant.Control(planned.Id, (c, by) => c.Start(by, planned.Id, default))).Failed(out _, out _));
        var done = await tenant.Finished(planned.Id);
        Assert.Equal((1499, 1, 1500), (done.Batch.Invited, done.Batch.Failed, done.Batch.Position));
        Assert.Equal(plan.Reason, Assert.Single(await tenant.Rows(planned.Id, RowOutcome.Failed)).Reason);
        Assert.Equal(1500, (await tenant.Rows(planned.Id)).Count);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_plan_writes_nothing_but_itself(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var planned = await tenant.Upload(Batches.File(3), dryRun: true);
        Assert.Equal((3, 3, 3), (planned.Total, planned.Position, planned.Invited));
        Assert.Equal(new Counts(0, 0, 0, 0, 0, 0), await tenant.Count());
        Assert.Equal(3, (await tenant.Rows(planned.Id)).Count);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_same_file_twice_invites_nobody_twice(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.UploadAndFinish(Batches.File(5));
        var group = await tenant.NewGroup("Externals");

        var again = await tenant.UploadAndFinish(Batches.File(5));
        Assert.Equal((0, 5), (again.Batch.Invited, again.Batch.Skipped));
        Assert.All(await tenant.Rows(again.Batch.Id), r => Assert.Equal("already_invited", r.Code));

        var more = await tenant.UploadAndFinish(Batches.File(5, groups: group.Id.ToString()));
        Assert.Equal((0, 5), (more.Batch.Invited, more.Batch.Updated));
        Assert.Equal(new Counts(5, 5, 5, 0, 5, 5), await tenant.Count());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Ids_of_another_organisation_are_ids_of_nobody(Store store)
    {
        var app = await TestApp.Shared(store);
        var (tenant, other) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var (foreignApp, foreignGroup) = (await other.NewApp(new("Payroll")), await other.NewGroup("Secret"));

        var view = await tenant.UploadAndFinish(Batches.Header +
            $"a@partner.example,A,https://contoso.example,{foreignApp.Application.AppId},\nb@partner.example,B,https://contoso.example,,{foreignGroup.Id}\n");
        Assert.Equal(["app.unknown", "group.unknown"], (await tenant.Rows(view.Batch.Id)).Select(r => r.Code));
        Assert.True((await other.Control(view.Batch.Id, (c, by) => c.Undo(by, view.Batch.Id, default))).Failed(out var problem, out _));
        Assert.Equal(404, problem.Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule08_A_batch_pauses_when_its_inviter_loses_the_right(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var inviter = await tenant.NewMember("Ivy", DirectoryRoles.GuestInviter);
        var planned = await tenant.Upload(Batches.File(3), dryRun: true, inviter: inviter.Id);
        await tenant.App.In(tenant.Id, (_, db) => db.DirectoryRoleAssignments.Where(r => r.UserId == inviter.Id).ExecuteDeleteAsync());
        await tenant.Control(planned.Id, (c, by) => c.Start(by, planned.Id, default));

        var paused = await tenant.Until(planned.Id, b => b.State == BatchState.Paused);
        Assert.Contains("Ivy may no longer invite guests", paused.Batch.Problem);
        Assert.Equal(0, (await tenant.Count()).Guests);

        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            db.DirectoryRoleAssignments.Add(new() { TenantId = tenant.Id, UserId = inviter.Id, RoleTemplateId = DirectoryRoles.GuestInviter });
            await db.SaveChangesAsync();
        });
        await tenant.Control(planned.Id, (c, by) => c.Resume(by, planned.Id, default));
        Assert.Equal(3, (await tenant.Finished(planned.Id)).Batch.Invited);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Undo_takes_back_what_the_batch_did_and_never_what_was_there_before(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (before, later) = (await tenant.NewGroup("Before"), await tenant.NewGroup("Later"));
        await tenant.UploadAndFinish(Batches.File(["old@partner.example"], groups: before.Id.ToString()));
        var start = await tenant.Count();

        var batch = (await tenant.UploadAndFinish(Batches.File(["old@partner.example", "came@partner.example", "new@partner.example"], groups: $"{before.Id} {later.Id}"))).Batch;
        Assert.Equal((2, 1), (batch.Invited, batch.Updated));
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            // One of them has come meanwhile.
            await db.Users.Where(u => u.MailKey == "came@partner.example").ExecuteUpdateAsync(set => set.SetProperty(u => u.ExternalUserState, ExternalUserState.Accepted));
            await db.Invitations.Where(i => i.AddressKey == "came@partner.example").ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvitationState.Redeemed));
        });

        for (var i = 0; i < 2; i++)
        {
            Assert.False((await tenant.Control(batch.Id, (c, by) => c.Undo(by, batch.Id, default))).Failed(out _, out var undone));
            Assert.Equal(BatchState.Undone, undone.State);
        }

        var now = await tenant.Count();
        Assert.Equal((start.Guests + 1, start.Open, start.Members), (now.Guests, now.Open, now.Members));
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            Assert.Equal(["came@partner.example", "old@partner.example"], await db.Users.Guests.OrderBy(u => u.MailKey).Select(u => u.MailKey).ToListAsync());
            Assert.Equal(before.Id, (await db.GroupMembers.SingleAsync()).GroupId);
            Assert.Equal(InvitationState.Revoked, (await db.Invitations.SingleAsync(i => i.AddressKey == "new@partner.example")).State);
            Assert.Equal(1, await db.AuditEntries.CountAsync(a => a.Activity == Activities.GuestRemoved));
            Assert.Equal(1, await db.AuditEntries.CountAsync(a => a.Activity == Activities.AccessExtended && a.TargetName == "old@partner.example"));
        });
        Assert.Equivalent(new[] { Activities.BatchUploaded, Activities.BatchProcessed, Activities.BatchUndone }, (await tenant.AuditOf(batch.Id)).Select(a => a.Activity), strict: true);

        var again = await tenant.UploadAndFinish(Batches.File(["old@partner.example", "came@partner.example", "new@partner.example"], groups: $"{before.Id} {later.Id}"));
        Assert.Equal((1, 2, 0), (again.Batch.Invited, again.Batch.Updated, again.Batch.Failed));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Pause_resume_and_cancel_take_effect_between_chunks_and_may_be_repeated(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var batch = await tenant.Upload(Batches.File(6000));
        await tenant.Until(batch.Id, b => b.Position > 0);
        await tenant.Control(batch.Id, (c, by) => c.Pause(by, batch.Id, default));
        Assert.False((await tenant.Control(batch.Id, (c, by) => c.Pause(by, batch.Id, default))).Failed(out _, out var paused));
        Assert.Equal((BatchState.Paused, 0), (paused.State, paused.Position % PlanBatch.ChunkRows));
        Assert.True(paused.Position < 6000);
        Assert.Equal(paused.Position, (await tenant.Count()).Guests);

        await tenant.Control(batch.Id, (c, by) => c.Resume(by, batch.Id, default));
        await tenant.Until(batch.Id, b => b.Position > paused.Position);
        Assert.False((await tenant.Control(batch.Id, (c, by) => c.Cancel(by, batch.Id, default))).Failed(out _, out var cancelled));
        Assert.False((await tenant.Control(batch.Id, (c, by) => c.Cancel(by, batch.Id, default))).Failed(out _, out _));
        Assert.Equal(BatchState.Cancelled, cancelled.State);
        Assert.Equal(cancelled.Position, (await tenant.Count()).Guests);
        Assert.True((await tenant.Control(batch.Id, (c, by) => c.Resume(by, batch.Id, default))).Failed(out var problem, out _));
        Assert.Equal(409, problem.Status);
        Assert.Equivalent(new[] { Activities.BatchUploaded, Activities.BatchPaused, Activities.BatchResumed, Activities.BatchCancelled }, (await tenant.AuditOf(batch.Id)).Select(a => a.Activity), strict: true);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_invitation_that_ran_out_is_made_anew(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        await tenant.UploadAndFinish(Batches.File(2));
        app.Clock.Advance(TimeSpan.FromDays(31));

        var again = await tenant.UploadAndFinish(Batches.File(2));
        Assert.Equal(2, again.Batch.Invited);
        Assert.Equal(new Counts(2, 2, 4, 0, 0, 4), await tenant.Count());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_file_that_is_none_is_refused_with_one_sentence_and_leaves_nothing(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        foreach (var csv in new[] { "", "PK\u0003\u0004 a spreadsheet", "just some text", Batches.Header, Batches.File(3) + "\"never closed,,,,\n", Batches.File(2000) + new string('x', 100_000) })
        {
            Assert.True((await tenant.TryUpload(csv)).Failed(out var problem, out _));
            Assert.Equal(400, problem.Status);
            Assert.DoesNotContain('\n', problem.Sentence);
        }

        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            Assert.False(await db.InvitationBatches.AnyAsync());
            Assert.False(await db.BatchFileParts.AnyAsync());
        });
    }

    [Theory, InlineData(2), InlineData(8)]
    public async Task Uploads_of_one_file_at_once_invite_nobody_twice(int uploads)
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        var group = await tenant.NewGroup("Externals");
        var csv = Batches.File(500, groups: group.Id.ToString());
        var planned = await Task.WhenAll(Enumerable.Range(0, uploads).Select(_ => tenant.Upload(csv, dryRun: true)));

        // Not through the batch worker, which has two hands only: all at the same moment.
        var outcomes = await Task.WhenAll(planned.Select(_ => Task.Run(() => tenant.App.In(tenant.Id, async (services, db) =>
        {
            var rows = await Csv.CsvFiles.Rows(csv);
            var plans = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<InviteGuests>(services).Run(await tenant.Inviter(services), rows, null, default);
            return plans!.Count(p => p.Outcome == RowOutcome.Invited);
        }))));
        Assert.Equal(500, outcomes.Sum());
        Assert.Equal(new Counts(500, 500, 500, 0, 500, 500), await tenant.Count());

        foreach (var batch in planned) await tenant.Control(batch.Id, (c, by) => c.Start(by, batch.Id, default));
        foreach (var batch in planned) Assert.Equal(500, (await tenant.Finished(batch.Id)).Batch.Skipped);
    }
}
