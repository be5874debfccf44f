using System.Security.Claims;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// The person an invitation is for, signed in at the account that will be bound to the guest, with the proof that acceptance needs.
/// Only <see cref="FindRecipient"/> makes one, so nobody else redeems: no inviter, no administrator, no program (security rule 7).
/// </summary>
internal sealed record Recipient : Actor
{
    internal Recipient() { }

    public required Invitation Invitation { get; init; }
    public required byte[] LinkHash { get; init; }
    public required Guid HomeTenantId { get; init; }
    public required Guid HomeUserId { get; init; }
    public required string SignInName { get; init; }
}

/// <summary>Who sits at the browser and what that means for the invitation. <paramref name="Recipient"/> only when acceptance may follow.</summary>
internal sealed record Situation(Standing Standing, Step Step, Recipient? Recipient, string? SignedInAs, string HomeName, string SignInAddress);

/// <summary>Compares who is signed in with whom the invitation is for.</summary>
internal sealed class FindRecipient(FoyerDb db, TenantScopes scopes, FindHome homes, RequestInfo request)
{
    /// <summary>The current tenant is the inviting one; homes are read in scopes of their own.</summary>
    public async Task<Situation> Run(OnTheWay way, ClaimsPrincipal? person, CancellationToken ct)
    {
        var (home, account) = await AccountOf(way.Offer, ct);
        var signedIn = Id(person, FoyerClaims.Tenant) is { } tenantId && Id(person, FoyerClaims.Object) is { } userId ? (TenantId: tenantId, UserId: userId) : default((Guid TenantId, Guid UserId)?);
        var who = signedIn is null ? Bystander.Nobody
            : account is not null && signedIn == (account.TenantId, account.Id) ? Bystander.Recipient
            : Bystander.SomebodyElse;
        var standing = new Standing(way.Offer.State, who, home.Kind, home.HasAccount || account is not null, way.Redemption.MailboxProvenAt is not null, AccountProves(home.Kind, account));
        var step = NextStep.Of(standing);
        return new(standing, step,
            step == Step.Consent ? Make(way.Offer, account!) : null,
            who == Bystander.SomebodyElse ? await NameOf(signedIn!.Value.TenantId, signedIn.Value.UserId, ct) : null,
            home.TenantName ?? way.Offer.Address.Domain,
            // Another sign-in name than the invited address is told only to who has proven that they are meant.
            account is not null && (standing.MailboxProven || standing.Offer == OfferState.Redeemed) ? account.UserPrincipalName : way.Offer.Invitation.Address);
    }

    /// <summary>
    /// A managed organisation speaks for the domain that was verified for it. An account made by sign-up had its mailbox proven then.
    /// Any other account says nothing about the mailbox.
    /// </summary>
    private static bool AccountProves(HomeKind home, User? account) =>
        account is not null && (home == HomeKind.Managed || account.CreationType == SignUp.CreationType);

    /// <summary>
    /// A guest that is bound already stays bound to that account (security rule 5). Otherwise it is the account that the home of the
    /// address's domain keeps under this address: by its sign-in name, or, where administrators keep the accounts, by its mail.
    /// </summary>
    private async Task<(Home Home, User? Account)> AccountOf(Offer offer, CancellationToken ct)
    {
        if (offer.Guest is { HomeTenantId: { } boundTenant, HomeUserId: { } boundUser })
        {
            var owner = await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == boundTenant, ct);
            await using var bound = scopes.In(boundTenant);
            var user = await Accounts(bound).SingleOrDefaultAsync(u => u.Id == boundUser, ct);
            return (owner is null ? Home.Nowhere : Home.Of(owner, user is not null), user);
        }

        var home = await homes.Run(offer.Address, ct);
        if (home.TenantId is not { } tenantId) return (home, null);
        await using var scope = scopes.In(tenantId);
        var key = offer.Address.Key;
        var accounts = Accounts(scope);
        return (home, await accounts.SingleOrDefaultAsync(u => u.UserPrincipalNameKey == key, ct)
            ?? (home.Kind == HomeKind.Managed ? await accounts.SingleOrDefaultAsync(u => u.MailKey == key, ct) : null));
    }

    private async Task<string?> NameOf(Guid tenantId, Guid userId, CancellationToken ct)
    {
        await using var scope = scopes.In(tenantId);
        return await Accounts(scope).Where(u => u.Id == userId).Select(u => u.DisplayName + " (" + u.UserPrincipalName + ")").SingleOrDefaultAsync(ct);
    }

    private Recipient Make(Offer offer, User account) => new()
    {
        TenantId = offer.Tenant.Id,
        Id = offer.Guest.Id,
        Name = offer.Guest.DisplayName,
        Mail = offer.Invitation.Address,
        IpAddress = request.IpAddress,
        CorrelationId = request.CorrelationId,
        Invitation = offer.Invitation,
        LinkHash = offer.LinkHash,
        HomeTenantId = account.TenantId,
        HomeUserId = account.Id,
        SignInName = account.UserPrincipalName,
    };

    private static IQueryable<User> Accounts(AsyncServiceScope home) =>
        home.ServiceProvider.GetRequiredService<FoyerDb>().Users.Live.AsNoTracking().Where(u => u.UserType == UserType.Member && u.AccountEnabled);

    private static Guid? Id(ClaimsPrincipal? person, string claim) => Guid.TryParse(person?.FindFirstValue(claim), out var id) ? id : null;
}
