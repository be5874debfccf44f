using Foyer.Data;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Apps;

/// <summary>A web app that a person registers: its name, where codes may go, where My Apps sends people, and whether everybody may open it.</summary>
public sealed record NewApp(string? DisplayName, IReadOnlyList<string> RedirectUris, string? SignOnUrl, bool AssignmentRequired);

/// <summary>The new app and its first secret, which nobody can read again.</summary>
public sealed record CreatedApp(Guid ServicePrincipalId, Guid AppId, string Secret, DateTime SecretExpiresAt);

/// <summary>Registers a web app with a client secret, in one transaction.</summary>
public sealed class CreateApp(FoyerDb db, RegisterApp register, TimeProvider clock)
{
    private const int MostAddresses = 50;
    public static readonly TimeSpan SecretLifetime = TimeSpan.FromDays(730);

    public async Task<Result<CreatedApp>> Run(TenantAdmin admin, NewApp wanted, CancellationToken ct)
    {
        if (!await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct)) return AppProblems.MayNotRegister;
        var name = Printable.Line(wanted.DisplayName);
        if (name.Length == 0) return AppProblems.NameMissing;
        var redirects = wanted.RedirectUris.Select(uri => uri.Trim()).Where(uri => uri.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (redirects.Count is 0 or > MostAddresses) return AppProblems.NoRedirect(MostAddresses);
        if (redirects.FirstOrDefault(uri => !IsWebAddress(uri)) is { } bad) return AppProblems.BadAddress(bad);
        var signOn = wanted.SignOnUrl?.Trim() is { Length: > 0 } url ? url : null;
        if (signOn is not null && !IsWebAddress(signOn)) return AppProblems.BadAddress(signOn);

        var (application, principal) = register.Add(admin, new(name) { RedirectUris = redirects, SignOnUrl = signOn, AssignmentRequired = wanted.AssignmentRequired });
        var secret = register.AddSecret(admin, application, SecretLifetime);
        await db.SaveChangesAsync(ct);
        return new CreatedApp(principal.Id, application.AppId, secret, clock.UtcNow + SecretLifetime);
    }

    /// <summary>Codes travel to this address: encrypted or not over a network at all (RFC 6749 section 3.1.2, RFC 8252 section 7.3), and never with a fragment.</summary>
    internal static bool IsWebAddress(string text) =>
        text.Length <= 2048 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0 && !text.Contains('*', StringComparison.Ordinal)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}

internal static class AppProblems
{
    public static readonly Problem MayNotRegister = new(ProblemKind.Forbidden, "apps.may_not_register", "Only a Global Administrator registers apps. Ask one to do this.");
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "apps.no_registration", "There is no such app registration. It may have been deleted meanwhile.");
    public static readonly Problem NoSuchApp = new(ProblemKind.BadRequest, "apps.no_such_app", "No app is registered here with this client id.");
    public static readonly Problem HasPrincipal = new(ProblemKind.Conflict, "apps.has_principal", "The organisation uses this app already.");
    public static readonly Problem BuiltIn = new(ProblemKind.Forbidden, "apps.built_in", "This app belongs to the server and stays as it is.");
    public static readonly Problem BadRoles = new(ProblemKind.BadRequest, "apps.roles", "Each role of an app needs an id and a value of its own; there can be 200.");
    public static readonly Problem RoleIsEnabled = new(ProblemKind.BadRequest, "apps.role_enabled", "Switch a role off before you take it away.");
    public static readonly Problem RoleIsFixed = new(ProblemKind.BadRequest, "apps.role_fixed", "Value and kind of a role stay as they are. Declare another role.");
    public static readonly Problem BadScopes = new(ProblemKind.BadRequest, "apps.scopes", "Each scope of an app needs an id and a value of its own; there can be 200.");
    public static readonly Problem ScopeIsEnabled = new(ProblemKind.BadRequest, "apps.scope_enabled", "Switch a scope off before you take it away.");
    public static readonly Problem ScopeIsFixed = new(ProblemKind.BadRequest, "apps.scope_fixed", "The value of a scope stays as it is. Declare another scope.");
    public static readonly Problem TooManyNeeds = new(ProblemKind.BadRequest, "apps.needs", "An app can ask for 400 permissions at most.");
    public static readonly Problem BadCertificate = new(ProblemKind.BadRequest, "apps.certificate", "A certificate of an app is an X.509 certificate with an RSA key of at least 2048 bits or a P-256 key; there can be 20.");
    public static readonly Problem BadLifetime = new(ProblemKind.BadRequest, "apps.lifetime", "A secret ends in the future, after two years at most.");
    public static readonly Problem TooManySecrets = new(ProblemKind.BadRequest, "apps.too_many_secrets", "An app has at most 20 secrets. Remove one first.");
    public static readonly Problem NoSuchSecret = new(ProblemKind.BadRequest, "apps.no_such_secret", "The app has no such secret.");
    public static readonly Problem NameMissing = new(ProblemKind.BadRequest, "apps.name", "Write a name for the app; guests read it in their invitation.");

    public static Problem NoRedirect(int most) => new(ProblemKind.BadRequest, "apps.redirect", $"Write at least one redirect address, at most {most}: where the app waits for people who have signed in.");

    public static Problem BadAddress(string text) => new(ProblemKind.BadRequest, "apps.address",
        $"“{Printable.Excerpt(text)}” cannot be used: an address begins with https:// (http:// for localhost only) and has neither # nor *.");
}
