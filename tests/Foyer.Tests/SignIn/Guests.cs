using Foyer.Users;
using Foyer.Web;

namespace Foyer.Tests.SignIn;

internal static class Guests
{
    extension(TestTenant tenant)
    {
        /// <summary>A guest who accepted: this organisation's user bound to an account at home.</summary>
        public Task<User> NewGuest(User home, ExternalUserState state = ExternalUserState.Accepted) => tenant.App.In(tenant.Id, async (_, db) =>
        {
            var guest = new User
            {
                TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), UserPrincipalName = $"{home.Id:N}#EXT#@{tenant.Domain}", UserPrincipalNameKey = $"{home.Id:N}#ext#@{tenant.Domain}",
                DisplayName = home.DisplayName, Mail = home.Mail, MailKey = home.MailKey, MailNickname = "guest", UserType = UserType.Guest, ExternalUserState = state,
                HomeTenantId = home.TenantId, HomeUserId = home.Id, CreatedAt = TestApp.Start.UtcDateTime,
            };
            db.Users.Add(guest);
            await db.SaveChangesAsync();
            return guest;
        });
    }
}
