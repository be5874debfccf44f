using System.Security.Cryptography;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>An app as it asks for tokens: its registration and its service principal in the current tenant.</summary>
internal sealed record Client(Application App, ServicePrincipal ServicePrincipal)
{
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
            return rest.Length == 0 || rest[0] is '/' or '?' ? origin + rest.ToString() : null;
        }
        return null;
    }
}

/// <summary>Looks up who asks; the current tenant's apps only, so a client of one tenant is nobody in another (security rule 16).</summary>
internal sealed class FindClient(FoyerDb db, TimeProvider clock)
{
    private sealed record Secret(byte[] Hash, DateTime ExpiresAt);

    public async Task<Client?> Run(string? clientId, CancellationToken ct)
    {
        if (!Guid.TryParseExact(clientId, "D", out var appId)) return null;
        var found = await (from app in db.Applications.AsNoTracking()
                           where app.AppId == appId
                           join principal in db.ServicePrincipals.AsNoTracking() on app.AppId equals principal.AppId
                           select new { app, principal }).SingleOrDefaultAsync(ct);
        return found is null ? null : new Client(found.app, found.principal);
    }

    /// <summary>The client of a token request, proven by its secret when it is confidential; otherwise the error that says why not.</summary>
    public async Task<(Client? Client, OAuthError? Error)> Prove(string? clientId, string? secret, bool hasAssertion, CancellationToken ct)
    {
        if (!Guid.TryParseExact(clientId, "D", out var appId)) return (null, OAuthErrors.NoClient);
        var secrets = db.ClientSecrets;
        var found = await (from app in db.Applications.AsNoTracking()
                           where app.AppId == appId
                           join principal in db.ServicePrincipals.AsNoTracking() on app.AppId equals principal.AppId
                           select new { app, principal, secrets = secrets.Where(s => s.ApplicationId == app.Id).Select(s => new Secret(s.Hash, s.ExpiresAt)).ToList() }).SingleOrDefaultAsync(ct);
        if (found is null) return (null, OAuthErrors.NoClient);
        if (!found.principal.AccountEnabled) return (null, OAuthErrors.AppDisabled with { Error = "invalid_client" });
        if (found.app.IsPublicClient)
            return string.IsNullOrEmpty(secret) && !hasAssertion ? (new Client(found.app, found.principal), null) : (null, OAuthErrors.PublicSecret);
        if (string.IsNullOrEmpty(secret)) return (null, OAuthErrors.NeedsSecret);

        var hash = RegisterApp.HashOf(secret);
        var now = clock.UtcNow;
        var matching = found.secrets.FindAll(s => CryptographicOperations.FixedTimeEquals(s.Hash, hash));
        if (matching.Exists(s => s.ExpiresAt > now)) return (new Client(found.app, found.principal), null);
        return (null, matching.Count > 0 ? OAuthErrors.ExpiredSecret : OAuthErrors.BadSecret);
    }
}
