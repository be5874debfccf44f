using System.Text;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Tests.SignIn;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Mail;

/// <summary>Mail without a mail server: files (contract section 5), and what may be read of it in the store.</summary>
public class MailFileTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_invitation_becomes_one_private_file_named_by_time_and_id(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        var address = $"alice@{tenant.Domain}.partner.example";
        var invited = await QueuedInvitation.New(tenant, new(address));

        using var message = await app.MailTo(address);
        var mail = await invited.Becomes(DeliveryState.Sent);

        var file = Assert.Single(Directory.GetFiles(app.MailDirectory, $"*-{invited.MailId:D}.eml"));
        Assert.Matches(@"^\d{8}T\d{9}-", Path.GetFileName(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(invited.InvitationId.ToString("D"), message.Headers["X-Foyer-Invitation"]);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Equal($"{invited.MailId:N}@localhost", message.MessageId);
        Assert.Equal(app.Url.GetLeftPart(UriPartial.Authority) + $"/redeem?tenant={tenant.Id}&user={invited.InvitationId}&ticket={invited.Secret}", TestMail.LinkIn(message).ToString());
        Assert.Null(mail.Payload);
        Assert.Null(mail.LeasedBy);
        var invitation = await invited.Invitation();
        Assert.Equal((DeliveryState.Sent, app.Clock.GetUtcNow().UtcDateTime), (invitation.Delivery, invitation.DeliveryAt));
    }

    [Fact]
    public async Task Rule01_A_queued_secret_is_nowhere_in_the_store_in_clear_and_wiped_when_sent()
    {
        await using var sink = await Foyer.Rig.SmtpSinkRig.Start(options: ["-r", "rcpt"]);
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?> { ["Foyer:Smtp:Host"] = sink.Host, ["Foyer:Smtp:Port"] = $"{sink.Port}", ["Foyer:Smtp:Security"] = "None", ["Foyer:Smtp:From"] = "foyer@contoso.example" });
        var invited = await QueuedInvitation.New(await app.NewTenant(), new("alice@partner.example"));

        var waiting = await invited.Becomes(DeliveryState.Deferred);
        Assert.DoesNotContain(invited.Secret, Encoding.Latin1.GetString(waiting.Payload!), StringComparison.Ordinal);
        Assert.DoesNotContain(invited.Secret, StoreBytes(app), StringComparison.Ordinal);
        Assert.DoesNotContain(invited.Secret, waiting.Reply!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule01_Who_looks_at_a_mail_in_the_outbox_does_not_see_its_secret()
    {
        await using var sink = await Foyer.Rig.SmtpSinkRig.Start(options: ["-r", "rcpt"]);
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?> { ["Foyer:Smtp:Host"] = sink.Host, ["Foyer:Smtp:Port"] = $"{sink.Port}", ["Foyer:Smtp:Security"] = "None", ["Foyer:Smtp:From"] = "foyer@contoso.example" });
        var tenant = await app.NewTenant();
        var invited = await QueuedInvitation.New(tenant, new("alice@partner.example"));
        await invited.Becomes(DeliveryState.Deferred);
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        var page = System.Net.WebUtility.HtmlDecode(await browser.GetStringAsync($"/portal/outbox/{invited.MailId}"));
        Assert.Contains("ticket=••••••", page, StringComparison.Ordinal);
        Assert.DoesNotContain(invited.Secret, page, StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule01_A_payload_moved_to_another_mail_sends_nothing(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        var mine = await QueuedInvitation.New(tenant, new($"mine@{tenant.Domain}.partner.example"), nudge: false);
        await app.In(tenant.Id, async (_, db) =>
        {
            var mail = await db.OutgoingMails.SingleAsync(m => m.Id == mine.MailId);
            var moved = new OutgoingMail { TenantId = tenant.Id, Id = Guid.CreateVersion7(), Kind = mail.Kind, Recipient = mail.Recipient, Language = "en", SubjectId = mail.SubjectId, Payload = mail.Payload, State = DeliveryState.Queued, CreatedAt = mail.CreatedAt, NotBefore = mail.NotBefore };
            db.Remove(mail);
            await db.SaveChangesAsync();
            db.Add(moved);
            await db.SaveChangesAsync();
            var stuck = await (mine with { MailId = moved.Id }).Becomes(DeliveryState.Deferred);
            Assert.Contains("key", stuck.Reply, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("revoked"), InlineData("expired"), InlineData("replaced"), InlineData("removed")]
    public async Task Rule15_A_link_that_opens_nothing_any_more_is_not_sent(string meanwhile)
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var invited = await QueuedInvitation.New(await app.NewTenant(), new("alice@partner.example"), nudge: false);
        await app.In(invited.Tenant.Id, async (_, db) =>
        {
            var invitation = await db.Invitations.SingleAsync(i => i.Id == invited.InvitationId);
            if (meanwhile == "revoked") invitation.State = InvitationState.Revoked;
            if (meanwhile == "expired") invitation.ExpiresAt = app.Clock.GetUtcNow().UtcDateTime;
            if (meanwhile == "replaced") invitation.MailedSecretHash = InvitationSecret.New().Hash;
            if (meanwhile == "removed") (await db.Set<Users.User>().SingleAsync(u => u.Id == invitation.GuestId)).DeletedAt = app.Clock.GetUtcNow().UtcDateTime;
            await db.SaveChangesAsync();
        });
        app.Later(TimeSpan.Zero);

        var mail = await invited.Becomes(DeliveryState.Cancelled);
        Assert.Null(mail.Payload);
        Assert.Empty(Directory.Exists(app.MailDirectory) ? Directory.GetFiles(app.MailDirectory) : []);
    }

    [Fact]
    public async Task A_mail_written_again_after_a_crash_replaces_itself()
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var invited = await QueuedInvitation.New(await app.NewTenant(), new("alice@partner.example"));
        var first = (await app.MailTo("alice@partner.example")).MessageId;
        var payload = await invited.Becomes(DeliveryState.Sent);
        Assert.Null(payload.Payload);

        // As if the process had died between writing the file and storing that it did: the row is open under a lease of somebody who is gone.
        await app.In(invited.Tenant.Id, async (services, db) =>
        {
            var queue = (QueueMail)services.GetService(typeof(QueueMail))!;
            await db.OutgoingMails.Where(m => m.Id == invited.MailId).ExecuteDeleteAsync();
            var again = queue.Make("invitation", "alice@partner.example", "en", invited.InvitationId, Encoding.UTF8.GetBytes(invited.Secret));
            var payloads = (MailPayloads)services.GetService(typeof(MailPayloads))!;
            db.Add(new OutgoingMail
            {
                TenantId = again.TenantId, Id = invited.MailId, Kind = again.Kind, Recipient = again.Recipient, Language = again.Language, SubjectId = again.SubjectId,
                Payload = payloads.Protect(invited.MailId, Encoding.UTF8.GetBytes(invited.Secret)), State = DeliveryState.Queued, CreatedAt = again.CreatedAt, NotBefore = again.NotBefore,
                LeasedBy = Guid.CreateVersion7(), LeaseUntil = again.CreatedAt.AddSeconds(20),
            });
            await db.SaveChangesAsync();
        });
        app.Later(TimeSpan.FromSeconds(10));
        Assert.Equal(DeliveryState.Queued, (await invited.Mail()).State);
        app.Later(TimeSpan.FromSeconds(11));
        await invited.Becomes(DeliveryState.Sent);

        Assert.Single(Directory.GetFiles(app.MailDirectory));
        Assert.Equal(first, (await app.MailTo("alice@partner.example")).MessageId);
    }

    private static string StoreBytes(TestApp app)
    {
        SqliteConnection.ClearAllPools();
        return string.Concat(Directory.GetFiles(Path.GetDirectoryName(app.MailDirectory)!, "foyer.db*").Select(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return Encoding.Latin1.GetString(bytes.ToArray());
        }));
    }
}
