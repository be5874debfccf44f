using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>Reads Graph's <c>user</c> from a body: what may be written, with Graph's lengths.</summary>
internal static class UserBody
{
    private const int MostOtherMails = 250;

    public static DescribedMember NewMember(GraphBody body)
    {
        foreach (var name in new[] { "accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile" })
        {
            if (!body.Has(name)) throw body.Missing(name);
        }
        var (display, name_) = (body.Text("displayName", 256, needed: true).Value!, body.Text("userPrincipalName", 113, needed: true).Value!);
        var wanted = new DescribedMember(display, name_, body.Text("mailNickname", 64, needed: true).Value!, Password(body, display, name_).Value ?? throw body.Missing("passwordProfile"), body.Flag("accountEnabled").Value)
        {
            Attributes = Attributes(body),
        };
        body.Done();
        return wanted;
    }

    public static UserChanges Changes(GraphBody body, User user)
    {
        var changes = Attributes(body) with
        {
            DisplayName = body.Text("displayName", 256, needed: true),
            MailNickname = body.Text("mailNickname", 64, needed: true),
            UserPrincipalName = body.Text("userPrincipalName", 113, needed: true),
            AccountEnabled = body.FlagOrNull("accountEnabled"),
            Password = Password(body, user.DisplayName, user.UserPrincipalName),
        };
        body.Done();
        return changes;
    }

    private static UserChanges Attributes(GraphBody body) => new()
    {
        GivenName = body.Text("givenName", 64),
        Surname = body.Text("surname", 64),
        JobTitle = body.Text("jobTitle", 128),
        CompanyName = body.Text("companyName", 64),
        Department = body.Text("department", 64),
        EmployeeId = body.Text("employeeId", 16),
        EmployeeType = body.Text("employeeType", 64),
        OfficeLocation = body.Text("officeLocation", 128),
        StreetAddress = body.Text("streetAddress", 1024),
        City = body.Text("city", 128),
        State = body.Text("state", 128),
        PostalCode = body.Text("postalCode", 40),
        Country = body.Text("country", 128),
        MobilePhone = body.Text("mobilePhone", 64),
        BusinessPhone = Phone(body),
        PreferredLanguage = body.Text("preferredLanguage", 16),
        UsageLocation = body.Text("usageLocation", 2),
        PasswordPolicies = Policies(body),
        Mail = body.Text("mail", 254),
        OtherMails = body.Texts("otherMails", MostOtherMails, 250),
        UserType = Type(body),
        ShowInAddressList = body.FlagOrNull("showInAddressList"),
    };

    private static Change<string?> Phone(GraphBody body)
    {
        var phones = body.Texts("businessPhones", 1, 64);
        return phones.IsSet ? new(true, phones.Value.Count > 0 ? phones.Value[0] : null) : default;
    }

    private static Change<string?> Policies(GraphBody body)
    {
        var text = body.Text("passwordPolicies", 64);
        string[] words = text.Value?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return words.All(w => w is "None" or "DisablePasswordExpiration" or "DisableStrongPassword") ? text : throw body.Invalid("passwordPolicies");
    }

    private static Change<UserType> Type(GraphBody body)
    {
        var text = body.Text("userType", 16);
        if (!text.IsSet) return default;
        return text.Value?.ToLowerInvariant() switch { "guest" => UserType.Guest, "member" => UserType.Member, _ => throw body.Invalid("userType") };
    }

    /// <summary>The password of a profile, checked as one that a person chooses.</summary>
    private static Change<string> Password(GraphBody body, string displayName, string principalName)
    {
        if (body.Inner("passwordProfile", "User") is not { } profile) return default;
        var password = profile.Text("password", PasswordRules.MaxLength, needed: true);
        // Nobody is made to change it at the next sign-in: docs/graph-compatibility.md says so.
        profile.FlagOrNull("forceChangePasswordNextSignIn");
        profile.FlagOrNull("forceChangePasswordNextSignInWithMfa");
        profile.Done();
        if (!password.IsSet) return default;
        if (PasswordRules.Check(password.Value!, displayName, principalName) is not null)
            throw new GraphRefusal(GraphErrors.Bad("The specified password does not comply with password complexity requirements. Please provide a different password."));
        return new(true, password.Value!);
    }
}
