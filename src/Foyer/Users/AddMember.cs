using System.Security.Cryptography;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Who joins: the name before the @, one of the organisation's verified domains, and a directory role or none.</summary>
public sealed record NewMember(string? DisplayName, string? UserName, string? Domain, Guid? Role = null);

/// <summary>The new member and the first password, which nobody can read again.</summary>
public sealed record AddedMember(Guid Id, string UserPrincipalName, string Password);

/// <summary>Adds a colleague who signs in here. An address that was a guest's or another member's is refused by the unique index.</summary>
public sealed class AddMember(FoyerDb db, CreateMember create)
{
    public async Task<Result<AddedMember>> Run(TenantAdmin admin, NewMember wanted, CancellationToken ct)
    {
        var name = Printable.Line(wanted.DisplayName);
        if (name.Length == 0) return UserProblems.NameMissing;
        if (!EmailAddress.TryParse($"{wanted.UserName?.Trim()}@{wanted.Domain}", out var address)) return UserProblems.BadUserName;
        if (!await db.VerifiedDomains.AnyAsync(d => d.Name == address.Domain, ct)) return UserProblems.ForeignDomain;
        if (wanted.Role is { } role)
        {
            if (!DirectoryRoles.Names.ContainsKey(role)) return UserProblems.NoSuchRole;
            if (!await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct)) return UserProblems.MayNotGiveRoles;
        }

        // 79 random bits, without letters and digits that look alike: it may be read out over a telephone.
        var password = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var user = create.Add(admin, address, name, password);
        if (wanted.Role is { } held) db.DirectoryRoleAssignments.Add(new() { TenantId = admin.TenantId, UserId = user.Id, RoleTemplateId = held });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return UserProblems.AddressTaken;
        }

        await transaction.CommitAsync(ct);
        return new AddedMember(user.Id, user.UserPrincipalName, password);
    }
}
