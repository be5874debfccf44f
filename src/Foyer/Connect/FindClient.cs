using System.Security.Cryptography;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace Foyer.Connect;

/// <summary>How an app proved who it is; the numbers are those of <c>azpacr</c>.</summary>
internal enum ClientProof { None = 0, Secret = 1, Certificate = 2 }

/// <summary>An app as it asks for tokens: its registration and its service principal in the current tenant.</summary>
internal sealed record Client(Application App, ServicePrincipal ServicePrincipal, bool IsInstalled = true)
{
    public ClientProof Proof { get; init; }

    /// <summary>Registered in this very organisation, by its own administrators.</summary>
    public bool IsOwn => ServicePrincipal.OwnerTenantId is null;

    public KnownApp Known => new(App, ServicePrincipal, IsInstalled);

    public static Client? Of(KnownApp? known) => known is null ? null : new Client(known.App, known.Principal, known.IsInstalled);

    /// <summary>
    /// Exact comparison (security rule 12). A public client on the person's own machine may name any port of a registered
    /// loopback address, because it cannot know which one will be free (RFC 8252 section 7.3).
    /// </summary>
    public bool MayReturnTo(string redirectUri)
    {
        if (App.RedirectUris.Contains(redirectUri, StringComparer.Ordinal)) return true;
        return App.IsPublicClient && WithoutPort(redirectUri) is { } portless && App.RedirectUris.Any(registered => WithoutPort(registered) == portless);
    }

    // The text itself is compared, so a parser's leniency (user info, encodings) cannot turn one address into another.
    private static string? WithoutPort(string text)
    {
        foreach (var origin in (ReadOnlySpan<string>)["http://localhost", "http://127.0.0.1"])
        {
            if (!text.StartsWith(origin, StringComparison.Ordinal)) continue;
            var rest = text.AsSpan(origin.Length);
            if (rest.Length > 0 && rest[0] == ':')
            {
                var digits = 1;
                while (digits < rest.Length && char.IsAsciiDigit(rest[digits])) digits++;
                if (digits is 1 or > 6) return null;
                rest = rest[digits..];
            }
            // A bare origin and its root are the same address; libraries write the one or the other.
            return rest.Length == 0 ? origin + "/" : rest[0] is '/' or '?' ? origin + rest.ToString() : null;
        }
        return null;
    }
}

/// <summary>
/// Looks up who asks: the current tenant's own apps and those of others that are open to it, so a client of one tenant is nobody
/// in another (security rule 16).
/// </summary>
internal sealed class FindClient(FoyerDb db, FindApp find, CheckAssertion assertions, TimeProvider clock)
{
    public async Task<Client?> Run(string? clientId, CancellationToken ct) =>
        Guid.TryParseExact(clientId, "D", out var appId) ? Client.Of(await find.Run(appId, ct)) : null;

    /// <summary>Why there is no such client: through an address of no organisation, an app of one organisation is told apart from none.</summary>
    public async Task<OAuthError> WhyNot(string? clientId, string? alias, CancellationToken ct) =>
        alias is not null && Guid.TryParseExact(clientId, "D", out var appId) && await find.Registration(appId, ct) is not null ? OAuthErrors.OnlyItsOwn : OAuthErrors.NoApp;

    /// <summary>The client of a token request, proven by its secret or certificate when it is confidential; otherwise the error that says why not.</summary>
    public async Task<(Client? Client, OAuthError? Error)> Prove(OpenIddictRequest request, string? alias, CancellationToken ct)
    {
        var hasAssertion = !string.IsNullOrEmpty(request.ClientAssertion);
        // RFC 7523 section 3: the assertion may be the only one to name the client.
        if (string.IsNullOrEmpty(request.ClientId) && hasAssertion) request.ClientId = CheckAssertion.SubjectOf(request.ClientAssertion!);
        if (!Guid.TryParseExact(request.ClientId, "D", out var appId) || Client.Of(await find.Run(appId, ct)) is not { } client)
            return (null, await WhyNot(request.ClientId, alias, ct) with { Error = OpenIddictConstants.Errors.InvalidClient });
        if (alias is not null && !client.App.IsForOtherOrganisations) return (null, OAuthErrors.OnlyItsOwn with { Error = OpenIddictConstants.Errors.InvalidClient });
        if (!client.ServicePrincipal.AccountEnabled) return (null, OAuthErrors.AppDisabled with { Error = OpenIddictConstants.Errors.InvalidClient });
        if (client.App.IsPublicClient)
            return string.IsNullOrEmpty(request.ClientSecret) && !hasAssertion ? (client, null) : (null, OAuthErrors.PublicSecret);
        if (hasAssertion)
            return await assertions.Run(client.App, request.ClientAssertion!, alias, ct) is { } wrong ? (null, wrong) : (client with { Proof = ClientProof.Certificate }, null);
        return await Secret(client.App, request.ClientSecret, ct) is { } error ? (null, error) : (client with { Proof = ClientProof.Secret }, null);
    }

    private async Task<OAuthError?> Secret(Application app, string? secret, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(secret)) return OAuthErrors.NeedsSecret;
        var hash = RegisterApp.HashOf(secret);
        var now = clock.UtcNow;
        var secrets = app.TenantId == db.CurrentTenantId ? await db.ClientSecrets.AsNoTracking().Where(s => s.ApplicationId == app.Id).ToListAsync(ct) : await find.SecretsOf(app, ct);
        var matching = secrets.FindAll(s => CryptographicOperations.FixedTimeEquals(s.Hash, hash));
        if (matching.Exists(s => s.ExpiresAt > now)) return null;
        return matching.Count > 0 ? OAuthErrors.ExpiredSecret : OAuthErrors.BadSecret;
    }
}
