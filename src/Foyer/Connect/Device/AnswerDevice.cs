using System.Security.Claims;
using Foyer.Apps;
using Foyer.Connect.Consent;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace Foyer.Connect.Device;

/// <summary>What the confirmation page needs to know: the app, as whom the organisation knows the person, and what is still to allow.</summary>
internal sealed record DeviceQuestion(Client Client, User User, ConsentState Consent);

/// <summary>
/// The person says yes or no to a program that waits. All that an app's own sign-in checks is checked here as well; the grant, the
/// audit row and the answer are one transaction, and the first answer counts. Works in a scope of the person's organisation.
/// </summary>
internal sealed class AnswerDevice(FoyerDb db, FindClient find, Authorize authorize, CheckConsent check, GrantConsent grant, ResolveActor resolve, ProtectTokens protect, FoyerOptions options, TimeProvider clock)
{
    /// <summary>May this person sign in to this program here, and what would they allow it?</summary>
    public async Task<(DeviceQuestion? Question, Client? Client, OAuthError? Error)> Ask(DeviceCode device, Sitting sitting, CancellationToken ct)
    {
        var alias = device.AskedTenantId is null ? "common" : null;
        if (await find.Run(device.AppId.ToString("D"), ct) is not { } client || (alias is not null && !client.App.IsForOtherOrganisations)) return (null, null, OAuthErrors.NoApp);
        var (user, error) = await authorize.Admit(client, sitting, alias, ct);
        if (user is null)
        {
            await authorize.RecordRefusal(client, sitting, error!, ct);
            return (null, client, error);
        }
        var (asked, wrong) = AskedScopes.Of(device.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), options);
        if (asked is null) return (null, client, wrong);
        (var state, wrong) = await check.Run(client, user, asked, again: false, ct);
        return state is null ? (null, client, wrong) : (new DeviceQuestion(client, user, state), client, null);
    }

    /// <summary>False when somebody answered before, or the code expired meanwhile.</summary>
    public async Task<Result<bool>> Approve(DeviceCode device, ConsentTicket ticket, Sitting sitting, ClaimsPrincipal session, bool everybody, CancellationToken ct)
    {
        if (await resolve.Person(session, ct) is not { } person || person.Id != ticket.UserId) return ConsentProblems.NotAllowed;
        // Also when nothing is left to allow: another organisation's app is let in by the first yes.
        var allowed = !everybody && !ticket.ForEverybody ? await grant.Run(person, ticket.Wish, ct)
            : await resolve.Admin(session, ct) is { } admin ? await grant.ForEverybody(admin, ticket.Wish, ct) : ConsentProblems.NotAllowed;
        if (allowed.Failed(out var problem, out _)) return problem;
        // Asked again: nothing of what the page showed is believed without looking.
        if ((await Ask(device, sitting, ct)).Question is not { Consent.IsComplete: true } question) return ConsentProblems.NotAllowed;
        return await authorize.Grant(question.Client, question.User, sitting, session, made => Answer(device, made, sitting, ct), ct) is not null;
    }

    public async Task<bool> Decline(Guid deviceId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        return await Waiting(deviceId, now).ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DeviceCodeState.Declined), ct) == 1;
    }

    private async Task<bool> Answer(DeviceCode device, Grant made, Sitting sitting, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var principal = GrantPrincipal.Of(made, sitting, device.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var secret = protect.Protect(OpenIddictConstants.TokenTypeIdentifiers.Private.DeviceCode, options.Issuer(made.TenantId), principal);
        return await Waiting(device.Id, now).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.State, DeviceCodeState.Approved).SetProperty(d => d.GrantTenantId, made.TenantId).SetProperty(d => d.ProtectedGrant, secret), ct) == 1;
    }

    private IQueryable<DeviceCode> Waiting(Guid id, DateTime now) =>
        db.DeviceCodes.AcrossTenants().Where(d => d.TenantId == Guid.Empty && d.Id == id && d.State == DeviceCodeState.Waiting && d.ExpiresAt > now);
}
