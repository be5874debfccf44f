using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Tenants;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>
/// Changes attributes of a user. Names and addresses stay unique by the store's indexes; blocking and a new password end sessions and
/// refresh tokens in the same transaction (security rule 22).
/// </summary>
public sealed class UpdateUser(FoyerDb db, Passwords passwords, SendOnErrands errands, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid userId, UserChanges changes, CancellationToken ct)
    {
        if (!admin.Powers.Cover(changes)) return UserProblems.NotAllowed;
        if (userId == admin.Id && changes is { AccountEnabled: { IsSet: true, Value: false } }) return UserProblems.Yourself;
        if (changes.IsSensitive && await db.StandsAbove(userId, admin, ct)) return UserProblems.StandsAbove;
        if (changes.AccountEnabled is { IsSet: true, Value: false } && await db.IsLastAdmin(userId, ct)) return UserProblems.LastAdmin;
        return await Apply(admin, userId, changes, ct);
    }

    /// <summary>What people change on themselves: how to reach them, and their language.</summary>
    public async Task<Result<Done>> Run(SignedIn self, UserChanges changes, CancellationToken ct) =>
        changes.IsOwnBusiness ? await Apply(self, self.Id!.Value, changes, ct) : UserProblems.NotAllowed;

    private async Task<Result<Done>> Apply(Actor actor, Guid userId, UserChanges changes, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Users.Live.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return UserProblems.NotFound;
        var wasEnabled = user.AccountEnabled;
        if (await Set(user, changes, ct) is { } problem) return problem;

        if (changes.Mail.IsSet || changes.OtherMails.IsSet)
        {
            await db.AlternateAddresses.Where(a => a.UserId == userId).ExecuteDeleteAsync(ct);
            db.AlternateAddresses.AddRange(AlternateAddress.Of(user));
        }
        db.AuditEntries.Add(actor.Did(clock, Activities.UserUpdated, "UserManagement", "User", userId, user.UserPrincipalName, AuditDetails.Of(("changed", changes.Names.ToArray()))));
        if (wasEnabled != user.AccountEnabled) db.AuditEntries.Add(actor.Did(clock, user.AccountEnabled ? Activities.UserUnblocked : Activities.UserBlocked, "UserManagement", "User", userId, user.UserPrincipalName));
        if (changes.UsageLocation.IsSet) errands.Add(ErrandKind.UserChanged, userId);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return changes.UserPrincipalName.IsSet ? UserProblems.NameTaken : UserProblems.MailTaken;
        }
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }

    /// <summary>Puts the changes on a tracked user in the caller's transaction; null when all of them are possible.</summary>
    internal async Task<Problem?> Set(User user, UserChanges changes, CancellationToken ct)
    {
        if (changes.DisplayName.IsSet)
        {
            if (string.IsNullOrWhiteSpace(changes.DisplayName.Value)) return UserProblems.Invalid("displayName");
            user.DisplayName = changes.DisplayName.Value;
        }
        SetProfile(user, changes);
        if (changes.UsageLocation.IsSet)
        {
            if (changes.UsageLocation.Value is { } place && (place.Length != 2 || !place.All(char.IsAsciiLetter))) return UserProblems.Invalid("usageLocation");
            user.UsageLocation = changes.UsageLocation.Value?.ToUpperInvariant();
        }
        if (changes.MailNickname.IsSet)
        {
            if (string.IsNullOrWhiteSpace(changes.MailNickname.Value) || !changes.MailNickname.Value.All(c => char.IsAscii(c) && !char.IsWhiteSpace(c) && c is not ('@' or '(' or ')' or '\\' or '[' or ']' or '"' or ';' or ':' or '<' or '>' or ',')))
                return UserProblems.Invalid("mailNickname");
            user.MailNickname = changes.MailNickname.Value;
        }
        if (changes.UserType.IsSet) user.UserType = changes.UserType.Value;
        if (changes.ShowInAddressList.IsSet) user.ShowInAddressList = changes.ShowInAddressList.Value;
        if (SetAddresses(user, changes) is { } problem) return problem;
        if (changes.UserPrincipalName.IsSet && await Rename(user, changes.UserPrincipalName.Value, ct) is { } unusable) return unusable;
        SetAccess(user, changes);
        return null;
    }

    private static void SetProfile(User user, UserChanges changes)
    {
        if (changes.GivenName.IsSet) user.GivenName = changes.GivenName.Value;
        if (changes.Surname.IsSet) user.Surname = changes.Surname.Value;
        if (changes.JobTitle.IsSet) user.JobTitle = changes.JobTitle.Value;
        if (changes.CompanyName.IsSet) user.CompanyName = changes.CompanyName.Value;
        if (changes.Department.IsSet) user.Department = changes.Department.Value;
        if (changes.EmployeeId.IsSet) user.EmployeeId = changes.EmployeeId.Value;
        if (changes.EmployeeType.IsSet) user.EmployeeType = changes.EmployeeType.Value;
        if (changes.OfficeLocation.IsSet) user.OfficeLocation = changes.OfficeLocation.Value;
        if (changes.StreetAddress.IsSet) user.StreetAddress = changes.StreetAddress.Value;
        if (changes.City.IsSet) user.City = changes.City.Value;
        if (changes.State.IsSet) user.State = changes.State.Value;
        if (changes.PostalCode.IsSet) user.PostalCode = changes.PostalCode.Value;
        if (changes.Country.IsSet) user.Country = changes.Country.Value;
        if (changes.MobilePhone.IsSet) user.MobilePhone = changes.MobilePhone.Value;
        if (changes.BusinessPhone.IsSet) user.BusinessPhone = changes.BusinessPhone.Value;
        if (changes.PreferredLanguage.IsSet) user.PreferredLanguage = changes.PreferredLanguage.Value;
        if (changes.PasswordPolicies.IsSet) user.PasswordPolicies = changes.PasswordPolicies.Value;
    }

    private static Problem? SetAddresses(User user, UserChanges changes)
    {
        if (changes.Mail.IsSet)
        {
            EmailAddress? address = null;
            if (changes.Mail.Value is { } text && !EmailAddress.TryParse(text, out address)) return UserProblems.Invalid("mail");
            (user.Mail, user.MailKey, user.ProxyAddresses) = (address?.Address, address?.Key, address is null ? [] : ["SMTP:" + address.Address]);
        }
        if (!changes.OtherMails.IsSet) return null;
        var others = new List<string>();
        foreach (var text in changes.OtherMails.Value)
        {
            if (!EmailAddress.TryParse(text, out var address)) return UserProblems.Invalid("otherMails");
            if (!others.Contains(address.Address, StringComparer.OrdinalIgnoreCase)) others.Add(address.Address);
        }
        user.OtherMails = others;
        return null;
    }

    /// <summary>A name ends in a domain that the organisation proved to be its own.</summary>
    private async Task<Problem?> Rename(User user, string? name, CancellationToken ct)
    {
        if (await db.CheckName(name, ct) is { } problem) return problem;
        (user.UserPrincipalName, user.UserPrincipalNameKey) = (name!, name!.ToLowerInvariant());
        return null;
    }

    private void SetAccess(User user, UserChanges changes)
    {
        var now = clock.UtcNow;
        if (changes.Password.IsSet) (user.PasswordHash, user.LastPasswordChangeAt, user.SignInSessionsValidFrom) = (passwords.Hash(changes.Password.Value), now, now);
        if (!changes.AccountEnabled.IsSet || changes.AccountEnabled.Value == user.AccountEnabled) return;
        user.AccountEnabled = changes.AccountEnabled.Value;
        if (!user.AccountEnabled) user.SignInSessionsValidFrom = now;
    }
}

internal static class PrincipalNames
{
    /// <summary>Null when a user of the current tenant may have this name.</summary>
    public static async Task<Problem?> CheckName(this FoyerDb db, string? name, CancellationToken ct)
    {
        var at = name?.LastIndexOf('@') ?? -1;
        if (at <= 0 || name!.Length > 113 || !name[..at].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '!' or '#' or '^' or '~' or '\'')) return UserProblems.Invalid("userPrincipalName");
        var domain = name[(at + 1)..].ToLowerInvariant();
        return await db.VerifiedDomains.AnyAsync(d => d.Name == domain, ct) ? null : UserProblems.ForeignDomain;
    }
}
