using Foyer.Data;
using Foyer.Graph.Query;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>user</c> (digest 2.9, 5.1).</summary>
internal static class UserTable
{
    private const Audience Guests = Audience.Basic | Audience.Guests;

    public static readonly GraphTable<User> Table = new GraphTable<User>("user", "users", u => u.Id) { MayRead = MayRead, MayAsk = MayAsk }
        .Value("businessPhones", u => u.BusinessPhone is { } phone ? [phone] : Array.Empty<string>(), p => p.Default().Any(FindPhone))
        .Add("displayName", u => u.DisplayName, p => p.Default().Filter(Ops.Text).Key(u => u.NameKey, Fold.Store).Sorts().Search(SearchKind.Words).For(Guests))
        .Add("givenName", u => u.GivenName, p => p.Default().Filter(Ops.Text).Search(SearchKind.Words).For(Audience.Basic))
        .Add("jobTitle", u => u.JobTitle, p => p.Default().Filter(Ops.Text).Search(SearchKind.Words))
        .Add("mail", u => u.Mail, p => p.Default().Filter(Ops.Address).Key(u => u.MailKey, Fold.Program).Sorts(advanced: true).Search(SearchKind.Beginning).For(Guests))
        .Add("mobilePhone", u => u.MobilePhone, p => p.Default().Filter(Ops.Text))
        .Add("officeLocation", u => u.OfficeLocation, p => p.Default().Filter(Ops.Text))
        .Add("preferredLanguage", u => u.PreferredLanguage, p => p.Default().Filter(Ops.Text))
        .Add("surname", u => u.Surname, p => p.Default().Filter(Ops.Text).Search(SearchKind.Words).For(Audience.Basic))
        .Add("userPrincipalName", u => u.UserPrincipalName, p => p.Default().Filter(Ops.Address).Key(u => u.UserPrincipalNameKey, Fold.Program).Sorts().Search(SearchKind.Beginning).For(Guests))
        .Add("id", u => u.Id, p => p.Default().Filter(Ops.Exact).For(Guests))
        // what is said with $select only
        .Add("accountEnabled", u => u.AccountEnabled, p => p.Filter(Ops.Exact))
        .Load("assignedLicenses", LicenceValues.AssignedLicences, p => p.Any(LicenceValues.FindUsers))
        .Load("assignedPlans", LicenceValues.AssignedPlans)
        .Add("city", u => u.City, p => p.Filter(Ops.Text))
        .Add("companyName", u => u.CompanyName, p => p.Filter(Ops.Text).Search(SearchKind.Words))
        .Add("country", u => u.Country, p => p.Filter(Ops.Text))
        .Add("createdDateTime", u => u.CreatedAt, p => p.Filter(Ops.Time).Sorts(advanced: true))
        .Add("creationType", u => u.CreationType, p => p.Filter(Ops.Exact))
        .Add("deletedDateTime", u => u.DeletedAt, p => p.Filter(Ops.Time).Sorts(advanced: true))
        .Add("department", u => u.Department, p => p.Filter(Ops.Text))
        .Add("employeeId", u => u.EmployeeId, p => p.Filter(Ops.Text))
        .Add("employeeType", u => u.EmployeeType, p => p.Filter(Ops.Text))
        .Add("externalUserState", u => u.ExternalUserState, p => p.Filter(Ops.Exact))
        .Add("externalUserStateChangeDateTime", u => u.ExternalUserStateChangedAt)
        .Load("identities", Identities, p => p.Any(FindIdentity))
        .Add("lastPasswordChangeDateTime", u => u.LastPasswordChangeAt)
        .Load("licenseAssignmentStates", LicenceValues.States)
        .Add("mailNickname", u => u.MailNickname, p => p.Filter(Ops.Text))
        .Value("onPremisesSyncEnabled", _ => null)
        .Value("onPremisesImmutableId", _ => null)
        .Value("otherMails", u => u.OtherMails, p => p.Any((db, terms) => FindAddress(db, terms, AddressKind.Other)).Counted(u => u.OtherMails.Count))
        .Add("passwordPolicies", u => u.PasswordPolicies)
        .Add("postalCode", u => u.PostalCode, p => p.Filter(Ops.Text))
        .Value("proxyAddresses", u => u.ProxyAddresses, p => p.Any((db, terms) => FindAddress(db, terms, AddressKind.Proxy)).Counted(u => u.ProxyAddresses.Count))
        .Add("showInAddressList", u => u.ShowInAddressList, p => p.Filter(Ops.Exact))
        .Value("signInActivity", u => u.LastSignInAt is { } last ? GraphJson.Of(("lastSignInDateTime", last), ("lastSuccessfulSignInDateTime", last), ("lastNonInteractiveSignInDateTime", null)) : null)
        .Add("signInSessionsValidFromDateTime", u => u.SignInSessionsValidFrom ?? u.CreatedAt)
        .Add("state", u => u.State, p => p.Filter(Ops.Text))
        .Add("streetAddress", u => u.StreetAddress)
        .Add("usageLocation", u => u.UsageLocation, p => p.Filter(Ops.Text))
        .Add("userType", u => u.UserType, p => p.Filter(Ops.Exact).For(Guests))
        .Expand("manager", many: false, UserRelations.Managers)
        .Expand("sponsors", many: true, UserRelations.Sponsors)
        .Expand("directReports", many: true, UserRelations.DirectReports)
        .Expand("memberOf", many: true, UserRelations.MemberOf);

    /// <summary>Scopes that let a caller read whole profiles; with less, others are names and addresses.</summary>
    private static readonly string[] Whole = [Permissions.ReadUsers, Permissions.WriteUsers, Permissions.ReadDirectory, Permissions.WriteDirectory];

    private static bool MayRead(GraphCall call, User user, GraphProperty<User> property) =>
        (!call.Caller.IsApp && user.Id == call.Caller.Id) || MayAsk(call, property);

    private static bool MayAsk(GraphCall call, GraphProperty<User> property) =>
        (!call.Caller.SeesAsGuest || property.Audience.HasFlag(Audience.Guests))
        && (property.Audience.HasFlag(Audience.Basic) || Whole.Any(call.Caller.Permissions.Contains));

    /// <summary>A user's way in: always the user principal name, and where somebody at home signs in (digest 2.9).</summary>
    private static async Task<IReadOnlyDictionary<Guid, object?>> Identities(GraphCall call, IReadOnlyList<User> users)
    {
        var domain = await call.Db.Tenants.Where(t => t.Id == call.Caller.TenantId).Select(t => t.InitialDomain).SingleAsync(call.Ct);
        return users.ToDictionary(u => u.Id, object? (u) => UserIdentity.Of(u, domain)
            .Select(i => GraphJson.Of(("signInType", i.SignInType), ("issuer", i.Issuer), ("issuerAssignedId", i.IssuerAssignedId))).ToArray());
    }

    /// <summary>Issuer and id belong together (digest 2.9); the id at home finds a guest by its index.</summary>
    private static IQueryable<Guid>? FindIdentity(FoyerDb db, IReadOnlyList<AnyTerm> terms)
    {
        if (terms.Count != 2 || terms.Any(t => t.Beginning) || terms.SingleOrDefault(t => t.Field == "issuer") is not { } issuer || terms.SingleOrDefault(t => t.Field == "issuerAssignedId") is not { } assigned) return null;
        var (tenantId, tenants) = (db.CurrentTenantId, db.Tenants);
        if (string.Equals(issuer.Value, UserIdentity.ExternalIssuer, StringComparison.OrdinalIgnoreCase))
        {
            var home = Guid.TryParse(assigned.Value, out var id) ? id : Guid.Empty;
            return db.Users.Live.Where(u => u.HomeUserId == home && u.HomeTenantId != null).Select(u => u.Id);
        }
        var (domain, name) = (issuer.Value.ToLowerInvariant(), assigned.Value.ToLowerInvariant());
        return db.Users.Live.Where(u => u.UserPrincipalNameKey == name && tenants.Any(t => t.Id == tenantId && t.InitialDomain == domain)).Select(u => u.Id);
    }

    private static IQueryable<Guid>? FindPhone(FoyerDb db, IReadOnlyList<AnyTerm> terms)
    {
        if (terms is not [{ Field: "" } term]) return null;
        var phone = term.Value;
        return term.Beginning ? db.Users.Live.Where(u => u.BusinessPhone!.StartsWith(phone)).Select(u => u.Id) : db.Users.Live.Where(u => u.BusinessPhone == phone).Select(u => u.Id);
    }

    /// <summary>By the index of the mail address for most, by that of further addresses for the rest.</summary>
    private static IQueryable<Guid>? FindAddress(FoyerDb db, IReadOnlyList<AnyTerm> terms, AddressKind kind)
    {
        if (terms is not [{ Field: "" } term]) return null;
        var key = term.Value.ToLowerInvariant();
        var mail = kind == AddressKind.Other ? key : key.StartsWith("smtp:", StringComparison.Ordinal) ? key["smtp:".Length..] : "\n";
        var (keyEnd, mailEnd) = (key + "\U0010FFFF", mail + "\U0010FFFF");
        var main = term.Beginning ? db.Users.Live.Where(u => string.Compare(u.MailKey, mail) >= 0 && string.Compare(u.MailKey, mailEnd) < 0) : db.Users.Live.Where(u => u.MailKey == mail);
        main = kind == AddressKind.Other ? main.Where(u => u.OtherMails.Contains(u.Mail!)) : main.Where(u => u.ProxyAddresses.Contains("SMTP:" + u.Mail));
        var further = db.AlternateAddresses.Where(a => a.Kind == kind);
        further = term.Beginning ? further.Where(a => string.Compare(a.Key, key) >= 0 && string.Compare(a.Key, keyEnd) < 0) : further.Where(a => a.Key == key);
        return main.Select(u => u.Id).Concat(further.Select(a => a.UserId));
    }
}
