using System.Security.Claims;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.Components;

namespace Foyer.Portal;

/// <summary>
/// How portal pages reach the rest of Foyer. A circuit lives for hours, so a page never injects <see cref="FoyerDb"/> or an
/// operation: it injects this and says what it wants done, and by which right:
/// <code>
/// @inject PortalScope Portal
/// var batch = await Portal.Run((ReadBatch read, TenantAdmin _) => read.Get(id, ct));
/// var sent  = await Portal.Run((ResendInvitation resend, Inviter inviter) => resend.Run(inviter, guestId, ct));
/// var names = await Portal.Run((FoyerDb db, TenantAdmin _) => db.Users.Guests.Select(u => u.DisplayName).ToListAsync(ct));
/// </code>
/// Each call opens a scope of the administrator's tenant, asks the store whether session and right still hold, makes the
/// actor, and disposes everything afterwards. When they do not hold, the browser goes to the sign-in page and the call ends as
/// cancelled, which Blazor takes quietly; nothing after the call runs.
/// </summary>
public sealed class PortalScope(TenantScopes scopes, NavigationManager navigation)
{
    private ClaimsPrincipal? principal;
    private string? ipAddress;

    /// <summary>Organisation and person, for the frame around the pages; set by <see cref="Begin"/>.</summary>
    public Guid TenantId { get; private set; }
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";

    /// <summary>Says once, at the start of a circuit or request, who is here and from where.</summary>
    public void Begin(ClaimsPrincipal who, string? from)
    {
        (principal, ipAddress) = (who, from);
        TenantId = PortalDoor.Home(who) ?? Guid.Empty;
        PersonId = Guid.TryParse(who.FindFirstValue(FoyerClaims.Object), out var id) ? id : Guid.Empty;
        PersonName = who.FindFirstValue("name") ?? "";
    }

    public Task<T> Run<TOperation, T>(Func<TOperation, TenantAdmin, Task<T>> work) where TOperation : notnull =>
        Run(work, static (resolve, who) => resolve.Admin(who, CancellationToken.None));

    public Task<T> Run<TOperation, T>(Func<TOperation, Inviter, Task<T>> work) where TOperation : notnull =>
        Run(work, static (resolve, who) => resolve.Inviter(who, CancellationToken.None));

    public Task<T> Run<TOperation, T>(Func<TOperation, GroupManager, Task<T>> work) where TOperation : notnull =>
        Run(work, static (resolve, who) => resolve.GroupManager(who, CancellationToken.None));

    public Task<T> Run<TOperation, T>(Func<TOperation, LicenceManager, Task<T>> work) where TOperation : notnull =>
        Run(work, static (resolve, who) => resolve.LicenceManager(who, CancellationToken.None));

    private async Task<T> Run<TOperation, TActor, T>(Func<TOperation, TActor, Task<T>> work, Func<ResolveActor, ClaimsPrincipal, Task<TActor?>> right)
        where TOperation : notnull where TActor : class
    {
        if (principal is null) throw new InvalidOperationException("Call Begin before Run.");
        await using var scope = scopes.In(TenantId);
        var services = scope.ServiceProvider;
        services.GetRequiredService<RequestInfo>().IpAddress = ipAddress;

        var actor = await SessionHolds(services.GetRequiredService<FindSession>()) ? await right(services.GetRequiredService<ResolveActor>(), principal) : null;
        if (actor is null)
        {
            navigation.NavigateTo(PortalDoor.SignIn("/" + navigation.ToBaseRelativePath(navigation.Uri)), forceLoad: true);
            throw new OperationCanceledException("The session has ended or the right is gone.");
        }

        return await work(services.GetRequiredService<TOperation>(), actor);
    }

    // The cookie was checked when the circuit began; the store tells whether the session has been ended since.
    private async Task<bool> SessionHolds(FindSession find) =>
        Guid.TryParse(principal!.FindFirstValue(FoyerClaims.Session), out var id) && await find.IsLiving(TenantId, id, CancellationToken.None);
}
