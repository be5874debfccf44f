using System.Globalization;
using System.Security.Claims;
using Foyer.Policies;
using Foyer.Web;

namespace Foyer.SignIn;

/// <summary>What the server knows of a signed-in browser: the person by its home, never by an address.</summary>
internal static class SessionClaims
{
    public const string Name = "name";
    public const string AuthTime = "auth_time";

    public static ClaimsPrincipal Of(Guid tenantId, Guid userId, string name, Guid sessionId, DateTime authenticatedAt) => new(new ClaimsIdentity(
    [
        new(FoyerClaims.Tenant, tenantId.ToString("D")),
        new(FoyerClaims.Object, userId.ToString("D")),
        new(Name, name),
        new(FoyerClaims.Session, sessionId.ToString("D")),
        new(AuthTime, new DateTimeOffset(authenticatedAt).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
    ], Schemes.Session, Name, FoyerClaims.Roles));

    extension(ClaimsPrincipal person)
    {
        public bool HasSession => person.Identity?.AuthenticationType == Schemes.Session;
        public Guid HomeTenantId => Guid.Parse(person.FindFirstValue(FoyerClaims.Tenant)!);
        public Guid HomeUserId => Guid.Parse(person.FindFirstValue(FoyerClaims.Object)!);
        public Guid SessionId => Guid.Parse(person.FindFirstValue(FoyerClaims.Session)!);
    }
}
