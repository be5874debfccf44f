using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>A guest leaves an organisation by themselves. For the organisation it is as if they had been removed: out at once, restorable for a while, in the audit log.</summary>
public sealed class LeaveOrganisation(FoyerDb db, TakeGuestOut takeOut, SendOnErrands errands)
{
    /// <summary>The current tenant is the one to leave. A member belongs there and cannot leave; the only administrator must first find another.</summary>
    public Task<Result<Done>> Run(SignedIn guest, CancellationToken ct) => db.Retrying<Result<Done>>(async () =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (guest.Id is not { } id || !await db.Users.Guests.AnyAsync(u => u.Id == id, ct)) return GuestProblems.NoSuchGuest;
        if (await db.HoldsRole(id, DirectoryRoles.GlobalAdministrator, ct) && !await OtherAdministrators(id).AnyAsync(ct)) return GuestProblems.LastAdministrator;
        if ((await takeOut.Run(guest, Activities.GuestLeft, id, guest.Name, ct)).Failed(out var problem, out _)) return problem;
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    });

    private IQueryable<DirectoryRoleAssignment> OtherAdministrators(Guid id) =>
        from role in db.DirectoryRoleAssignments
        where role.RoleTemplateId == DirectoryRoles.GlobalAdministrator && role.UserId != id
        join user in db.Users.Live on role.UserId equals user.Id
        where user.AccountEnabled
        select role;
}
