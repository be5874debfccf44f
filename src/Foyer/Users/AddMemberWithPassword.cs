using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>A new member as an administrator describes them; <paramref name="Password"/> was checked by whoever asks.</summary>
public sealed record DescribedMember(string DisplayName, string UserPrincipalName, string MailNickname, string Password, bool AccountEnabled)
{
    /// <summary>Further attributes, as a change of the new user.</summary>
    public UserChanges Attributes { get; init; } = new();

    /// <summary>Holds a password, so it prints only its type.</summary>
    public override string ToString() => nameof(DescribedMember);
}

/// <summary>Makes an account for a person of the organisation (digest 5.1). Guests are invited, never made here: they would belong to no home.</summary>
public sealed class AddMemberWithPassword(FoyerDb db, CreateMember create, UpdateUser update, TimeProvider clock)
{
    public async Task<Result<User>> Run(TenantAdmin admin, DescribedMember wanted, CancellationToken ct)
    {
        if (wanted.Attributes.UserType is { IsSet: true, Value: UserType.Guest }) return UserProblems.GuestsAreInvited;
        if (await db.CheckName(wanted.UserPrincipalName, ct) is { } problem) return problem;
        if (!EmailAddress.TryParse(wanted.UserPrincipalName, out var address)) return UserProblems.Invalid("userPrincipalName");

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var user = create.Add(admin, address, wanted.DisplayName, wanted.Password);
            (user.MailNickname, user.AccountEnabled, user.LastPasswordChangeAt) = (wanted.MailNickname, wanted.AccountEnabled, clock.UtcNow);
            // An address of its own only when one was given: a user principal name is not yet a mailbox.
            (user.Mail, user.MailKey, user.ProxyAddresses) = (null, null, []);
            if (await update.Set(user, wanted.Attributes with { MailNickname = wanted.MailNickname, UserType = default }, ct) is { } unusable)
            {
                db.ChangeTracker.Clear();
                return unusable;
            }
            db.AlternateAddresses.AddRange(AlternateAddress.Of(user));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return user;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            var key = wanted.UserPrincipalName.ToLowerInvariant();
            return await db.Users.Live.AnyAsync(u => u.UserPrincipalNameKey == key, ct) ? UserProblems.NameTaken : UserProblems.MailTaken;
        }
    }
}
