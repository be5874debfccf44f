using Foyer.Apps;
using Foyer.Web.Text;

namespace Foyer.Connect.Consent;

/// <summary>A permission as a person reads it.</summary>
public sealed record PermissionLine(string Title, string? Detail);

/// <summary>
/// Puts permissions into words. Those of the directory have ours, in the language of the page; another resource's have its
/// publisher's, with the name of the resource beside them.
/// </summary>
internal static class PermissionWords
{
    private static readonly string[] SignIn = ["openid", "profile", "email", DirectoryScopes.ReadOneself];

    extension(Texts text)
    {
        public IReadOnlyList<PermissionLine> Of(IEnumerable<NeededScope> permissions) =>
            [.. permissions.Select(p => text.Line(p.Resource, p.Scope.Value, p.Scope.Title, p.Scope.Description)).Distinct()];

        /// <summary>Permissions of an app for itself.</summary>
        public IReadOnlyList<PermissionLine> Of(IEnumerable<NeededRole> permissions) =>
            [.. permissions.Select(p => text.Line(p.Resource, p.Role.Value, p.Role.DisplayName, null)).Distinct()];

        /// <summary>Whose app it is; another organisation's is named by the domain that it proved.</summary>
        public string Of(Publisher publisher, params (string, string)[] names) => publisher switch
        {
            { IsOwn: true } => text["consent.publisher.own", names],
            { Name: null } => text["consent.publisher.tools", names],
            var other => text["consent.publisher", [.. names, ("publisher", other.Name!), ("domain", other.Domain ?? "–")]],
        };

        private PermissionLine Line(KnownApp resource, string value, string? title, string? description)
        {
            if (resource.App.AppId != DirectoryScopes.ResourceAppId)
                return new(title ?? value, string.Join(" · ", ((string?[])[description, text["consent.on", ("resource", resource.Principal.DisplayName)]]).Where(part => !string.IsNullOrEmpty(part))));
            var key = "consent.scope." + (SignIn.Contains(value, StringComparer.Ordinal) ? "signin" : value);
            return text.Has(key) ? new(text[key], null) : new(title ?? value, null);
        }
    }
}
