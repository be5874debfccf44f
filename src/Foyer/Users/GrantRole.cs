using Foyer.Audit;
using Foyer.Data;

namespace Foyer.Users;

/// <summary>Gives a user a directory role.</summary>
public sealed class GrantRole(FoyerDb db, TimeProvider clock)
{
    /// <summary>Adds the role, a template id of <see cref="DirectoryRoles"/>, in the caller's transaction.</summary>
    public void Add(Actor actor, User user, Guid role)
    {
        db.DirectoryRoleAssignments.Add(new() { TenantId = user.TenantId, UserId = user.Id, RoleTemplateId = role });
        db.AuditEntries.Add(actor.Did(clock, Activities.RoleAdded, "RoleManagement", "User", user.Id, user.UserPrincipalName, AuditDetails.Of(("roleTemplateId", role))));
    }
}
