using System.Net;
using Foyer.Apps;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Redeem;

/// <summary>An invitation made for one test, with the secrets of its mailed and its copied link.</summary>
internal sealed record MadeInvitation(TestTenant Host, Guid Id, Guid GuestId, string Address, InvitationSecret Mailed, InvitationSecret Copied)
{
    public string Link => LinkWith(Mailed);
    public string CopiedLink => LinkWith(Copied);

    public string LinkWith(InvitationSecret secret) => new Uri(InvitationLink.Of(Host.App.Options, Host.Id, Id, secret)).PathAndQuery;

    public Task<Invitation> Read() => Host.App.In(Host.Id, (_, db) => db.Invitations.AsNoTracking().SingleAsync(i => i.Id == Id));
    public Task<User> Guest() => Host.App.In(Host.Id, (_, db) => db.Users.AsNoTracking().SingleAsync(u => u.Id == GuestId));

}

/// <summary>Invites, and goes the way of a partner through the real pages.</summary>
internal static class Redeeming
{
    public const string Password = "seven wooden lamps by the river";

    extension(TestTenant host)
    {
        /// <summary>Puts a pending guest and an invitation into the store, as the import does; by default of a domain nobody knows.</summary>
        public Task<MadeInvitation> NewInvitation(string? address = null, User? inviter = null, ServicePrincipal? app = null, string? replyUrl = null, string language = "en", string? message = null, TimeSpan? lifetime = null, Guid? batchId = null) =>
            host.App.In(host.Id, async (_, db) =>
            {
                var to = TestApp.Address(address ?? $"alice@{Unique()}.example");
                inviter ??= host.Admin;
                var now = host.App.Clock.GetUtcNow().UtcDateTime;
                var guest = new User
                {
                    TenantId = host.Id, Id = Ids.New(host.App.Clock), DisplayName = "Alice Liddell",
                    UserPrincipalName = to.Address.Replace('@', '_') + "#EXT#@" + host.Domain, UserPrincipalNameKey = to.Key.Replace('@', '_') + "#ext#@" + host.Domain,
                    Mail = to.Address, MailKey = to.Key, MailNickname = "alice", UserType = UserType.Guest, CreationType = "Invitation",
                    ExternalUserState = ExternalUserState.PendingAcceptance, CreatedAt = now,
                };
                var (mailed, copied) = (InvitationSecret.New(), InvitationSecret.New());
                var invitation = new Invitation
                {
                    TenantId = host.Id, Id = Ids.New(host.App.Clock), GuestId = guest.Id, Address = to.Address, AddressKey = to.Key, State = InvitationState.Pending,
                    MailedSecretHash = mailed.Hash, CopiedSecretHash = copied.Hash, InviterId = inviter.Id, InvitedByApp = false, InviterName = inviter.DisplayName, InviterMail = inviter.Mail,
                    ShownAppId = app?.Id, ReplyUrl = replyUrl, Message = message, Language = language, CreatedAt = now, ExpiresAt = now + (lifetime ?? TimeSpan.FromDays(30)),
                    Delivery = DeliveryState.Sent, BatchId = batchId,
                };
                db.Users.Add(guest);
                db.Invitations.Add(invitation);
                if (app is not null) db.AppRoleAssignments.Add(new() { TenantId = host.Id, Id = Ids.New(host.App.Clock), ResourceId = app.Id, PrincipalId = guest.Id, PrincipalType = PrincipalType.User, AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = now, BatchId = batchId });
                await db.SaveChangesAsync();
                return new MadeInvitation(host, invitation.Id, guest.Id, to.Address, mailed, copied);
            });
    }

    extension(HttpClient browser)
    {
        /// <summary>Opens the link and presses "Continue"; the page of the step that comes then.</summary>
        public async Task<string> Continue(string link)
        {
            using var go = await browser.Send(await browser.GetStringAsync(link));
            Assert.Equal(HttpStatusCode.SeeOther, go.StatusCode);
            return await browser.Next();
        }

        /// <summary>The page of the step that is owed, wherever it is.</summary>
        public async Task<string> Next()
        {
            using var next = await browser.GetAsync("/redeem/next");
            if (next.StatusCode != HttpStatusCode.Found) return await next.Content.ReadAsStringAsync();
            return await browser.GetStringAsync(next.Headers.Location);
        }

        /// <summary>Sends the form of a page that leads back to the next step, and shows that step.</summary>
        public async Task<string> Step(string page, params (string Name, string Value)[] values)
        {
            using var answer = await browser.Send(page, values);
            Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            return await browser.Next();
        }

        /// <summary>From the mailed link to the app, for a person who has no account anywhere.</summary>
        public async Task<string> SignUpAndAccept(string link)
        {
            var consent = await browser.Step(await browser.Continue(link), ("name", "Alice Liddell"), ("password", Password), ("act", "create"));
            return await browser.Step(consent);
        }
    }

    public static string Unique() => "p" + Guid.CreateVersion7().ToString("N")[^12..];
}
