using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;

namespace Foyer.Users;

/// <summary>Adds a person of the organisation itself, who signs in here.</summary>
public sealed class CreateMember(FoyerDb db, CurrentTenant tenant, Passwords passwords, TimeProvider clock)
{
    /// <summary>Adds the user in the caller's transaction; <paramref name="address"/> becomes user principal name and mail.</summary>
    public User Add(Actor actor, EmailAddress address, string displayName, string? password, string? creationType = null, Guid? id = null)
    {
        var user = new User
        {
            TenantId = tenant.Id,
            Id = id ?? Ids.New(clock),
            UserPrincipalName = address.Address,
            UserPrincipalNameKey = address.Key,
            DisplayName = displayName,
            Mail = address.Address,
            MailKey = address.Key,
            ProxyAddresses = ["SMTP:" + address.Address],
            MailNickname = address.LocalPart,
            UserType = UserType.Member,
            CreationType = creationType,
            PasswordHash = password is null ? null : passwords.Hash(password),
            CreatedAt = clock.UtcNow,
        };
        db.Users.Add(user);
        db.AuditEntries.Add(actor.Did(clock, creationType is null ? Activities.UserAdded : Activities.ViralUser, "UserManagement", "User", user.Id, user.UserPrincipalName));
        return user;
    }
}
