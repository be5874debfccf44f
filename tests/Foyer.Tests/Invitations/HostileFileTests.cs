using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Tests.Guests;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Invitations;

/// <summary>Files that somebody made to do harm, or that harm by accident.</summary>
public class HostileFileTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule17_No_row_stops_the_others(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        // Cut to what the column holds, this one would end in half a character.
        var halved = new string('x', 319) + "😀@partner.example";
        string[] odd = [$"{halved},B,https://c.example/,", "never@partner.example,C,https://c.example/,9999-12-31", $"l@partner.example,{string.Concat(Enumerable.Repeat("😀", 130))},nolink,😀"];
        var csv = "Email,DisplayName,InviteContactUsUrl,AccessExpires\n"
            + "first@partner.example,A,https://c.example/,9998-12-31\n" + string.Concat(odd.Select(row => row + "\n")) + "last@partner.example,D,https://c.example/,\n";

        var planned = await tenant.Upload(csv, dryRun: true);
        Assert.Equal((2, 3), (planned.Invited, planned.Failed));
        var done = await tenant.UploadAndFinish(csv);
        Assert.Equal((2, 3), (done.Batch.Invited, done.Batch.Failed));
        Assert.Contains(await tenant.Rows(done.Batch.Id, RowOutcome.Failed), row => row.Code == "date.too_far");
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_Taking_back_and_inviting_again_fills_no_mailbox(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:InvitationsPerRecipient"] = "3" });
        var tenant = await app.NewTenant();
        for (var round = 0; round < 5; round++)
        {
            var batch = await tenant.UploadAndFinish(Batches.File(["victim@partner.example"]));
            if (round % 2 == 0) await tenant.Control(batch.Batch.Id, (control, by) => control.Undo(by, batch.Batch.Id, default));
            else await tenant.As(async (RemoveGuest remove, TenantAdmin admin) => await remove.Run(admin, [.. await Guests(tenant)], default));
        }

        Assert.Equal(3, await app.In(tenant.Id, (_, db) => db.OutgoingMails.CountAsync(m => m.Recipient == "victim@partner.example")));
        var late = await tenant.UploadAndFinish(Batches.File(["victim@partner.example", "somebody@partner.example"]));
        Assert.Equal(("recipient.enough", 1), ((await tenant.Rows(late.Batch.Id, RowOutcome.Failed)).Single().Code, late.Batch.Invited));

        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await tenant.UploadAndFinish(Batches.File(["victim@partner.example"]))).Batch.Invited);
    }

    private static Task<List<Guid>> Guests(TestTenant tenant) => tenant.App.In(tenant.Id, (_, db) => db.Users.Guests.Select(u => u.Id).ToListAsync());
}
