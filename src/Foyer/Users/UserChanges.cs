using Foyer.Web;

namespace Foyer.Users;

/// <summary>What is to change on a user; what is not set stays.</summary>
public sealed record UserChanges
{
    public Change<string?> DisplayName { get; init; }
    public Change<string?> GivenName { get; init; }
    public Change<string?> Surname { get; init; }
    public Change<string?> JobTitle { get; init; }
    public Change<string?> CompanyName { get; init; }
    public Change<string?> Department { get; init; }
    public Change<string?> EmployeeId { get; init; }
    public Change<string?> EmployeeType { get; init; }
    public Change<string?> OfficeLocation { get; init; }
    public Change<string?> StreetAddress { get; init; }
    public Change<string?> City { get; init; }
    public Change<string?> State { get; init; }
    public Change<string?> PostalCode { get; init; }
    public Change<string?> Country { get; init; }
    public Change<string?> MobilePhone { get; init; }
    public Change<string?> BusinessPhone { get; init; }
    public Change<string?> PreferredLanguage { get; init; }
    public Change<string?> UsageLocation { get; init; }
    public Change<string?> PasswordPolicies { get; init; }
    public Change<string?> Mail { get; init; }
    public Change<IReadOnlyList<string>> OtherMails { get; init; }
    public Change<string?> MailNickname { get; init; }
    public Change<string?> UserPrincipalName { get; init; }
    public Change<UserType> UserType { get; init; }
    public Change<bool> AccountEnabled { get; init; }
    public Change<bool> ShowInAddressList { get; init; }
    /// <summary>A password that an administrator sets; whoever asks has checked that it may be used.</summary>
    public Change<string> Password { get; init; }

    /// <summary>May hold a password, so it prints only its type.</summary>
    public override string ToString() => nameof(UserChanges);

    /// <summary>What could shut somebody out or take an account over; on an administrator it needs a rank as high (digest 5.1).</summary>
    public bool IsSensitive => AccountEnabled.IsSet || UserPrincipalName.IsSet || OtherMails.IsSet || MobilePhone.IsSet || BusinessPhone.IsSet || Password.IsSet || Mail.IsSet;

    /// <summary>What people may change on themselves (digest 2.10).</summary>
    public bool IsOwnBusiness => this == new UserChanges { MobilePhone = MobilePhone, BusinessPhone = BusinessPhone, OtherMails = OtherMails, PreferredLanguage = PreferredLanguage };

    /// <summary>Names of what is set, as the audit log has them; never the values.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            foreach (var (name, set) in new[]
            {
                ("displayName", DisplayName.IsSet), ("givenName", GivenName.IsSet), ("surname", Surname.IsSet), ("jobTitle", JobTitle.IsSet), ("companyName", CompanyName.IsSet),
                ("department", Department.IsSet), ("employeeId", EmployeeId.IsSet), ("employeeType", EmployeeType.IsSet), ("officeLocation", OfficeLocation.IsSet),
                ("streetAddress", StreetAddress.IsSet), ("city", City.IsSet), ("state", State.IsSet), ("postalCode", PostalCode.IsSet), ("country", Country.IsSet),
                ("mobilePhone", MobilePhone.IsSet), ("businessPhones", BusinessPhone.IsSet), ("preferredLanguage", PreferredLanguage.IsSet), ("usageLocation", UsageLocation.IsSet),
                ("passwordPolicies", PasswordPolicies.IsSet), ("mail", Mail.IsSet), ("otherMails", OtherMails.IsSet), ("mailNickname", MailNickname.IsSet),
                ("userPrincipalName", UserPrincipalName.IsSet), ("userType", UserType.IsSet), ("accountEnabled", AccountEnabled.IsSet), ("showInAddressList", ShowInAddressList.IsSet),
                ("passwordProfile", Password.IsSet),
            })
            {
                if (set) yield return name;
            }
        }
    }
}
