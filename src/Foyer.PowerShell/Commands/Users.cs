using System.Management.Automation;
using Foyer.PowerShell.Shapes;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Commands;

/// <summary>A user by id or user principal name, or those that a filter or search finds; guests only with <c>-Guest</c>.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerUser", DefaultParameterSetName = List), OutputType("Foyer.User")]
public sealed class GetFoyerUser : ListCmdlet
{
    internal const string Columns = "id,displayName,userPrincipalName,mail,userType,externalUserState,externalUserStateChangeDateTime,creationType,accountEnabled,usageLocation,companyName,jobTitle,preferredLanguage,otherMails,createdDateTime";
    private const string List = "List";
    private const string One = "One";

    [Parameter(ParameterSetName = One, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId", "UserPrincipalName")]
    public string UserId { get; set; } = null!;

    /// <summary>The user who has this address.</summary>
    [Parameter(ParameterSetName = List)] public string? Mail { get; set; }

    [Parameter(ParameterSetName = List)] public SwitchParameter Guest { get; set; }

    /// <summary>Guests who have not answered, or those who have.</summary>
    [Parameter(ParameterSetName = List), ValidateSet("PendingAcceptance", "Accepted")] public string? State { get; set; }

    /// <summary>Removed users, who can be restored for 30 days.</summary>
    [Parameter(ParameterSetName = List)] public SwitchParameter Deleted { get; set; }

    protected override void ProcessRecord() => Try(ParameterSetName == One ? UserId : Filter, () =>
    {
        Property ??= Columns.Split(',');
        if (ParameterSetName == One)
        {
            Write(Get("/users/" + Segment(UserId) + Options()), "Foyer.User");
            return;
        }

        var rules = new List<string>();
        if (Guest) rules.Add("userType eq 'Guest'");
        if (State is not null) rules.Add($"externalUserState eq '{State}'");
        if (Mail is not null) rules.Add("mail eq " + Quote(Mail));
        WriteAll((Deleted ? "/directory/deletedItems/microsoft.graph.user" : "/users") + Options(rules.Count == 0 ? null : string.Join(" and ", rules)), "Foyer.User");
    });
}

/// <summary>What can be written of a user. Only what is named changes.</summary>
public abstract class UserBodyCmdlet : FoyerCmdlet
{
    [Parameter, InBody] public string? DisplayName { get; set; }
    [Parameter, InBody] public string? GivenName { get; set; }
    [Parameter, InBody] public string? Surname { get; set; }
    [Parameter, InBody] public string? JobTitle { get; set; }
    [Parameter, InBody] public string? CompanyName { get; set; }
    [Parameter, InBody] public string? Department { get; set; }
    [Parameter, InBody] public string? OfficeLocation { get; set; }
    [Parameter, InBody] public string? City { get; set; }
    [Parameter, InBody] public string? State { get; set; }
    [Parameter, InBody] public string? Country { get; set; }
    [Parameter, InBody] public string? StreetAddress { get; set; }
    [Parameter, InBody] public string? PostalCode { get; set; }
    [Parameter, InBody] public string? MobilePhone { get; set; }
    [Parameter, InBody] public string[]? BusinessPhones { get; set; }
    [Parameter, InBody] public string? EmployeeType { get; set; }
    [Parameter, InBody] public string? Mail { get; set; }
    [Parameter, InBody] public string[]? OtherMails { get; set; }
    [Parameter, InBody] public string? PreferredLanguage { get; set; }
    [Parameter, InBody] public string? UsageLocation { get; set; }
    [Parameter, InBody, ValidateSet("Guest", "Member")] public string? UserType { get; set; }
    [Parameter, InBody] public SwitchParameter AccountEnabled { get; set; }
    [Parameter, InBody] public SwitchParameter ShowInAddressList { get; set; }
}

/// <summary>Changes a user.</summary>
[Cmdlet(VerbsCommon.Set, "FoyerUser", SupportsShouldProcess = true), OutputType("Foyer.User")]
public sealed class SetFoyerUser : UserBodyCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string UserId { get; set; } = null!;

    /// <summary>Gives back the user as it is now.</summary>
    [Parameter] public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Try(UserId, () =>
    {
        if (!ShouldProcess(UserId, "Change")) return;
        Patch("/users/" + Segment(UserId), Body.Of(this));
        if (PassThru) Write(Get("/users/" + Segment(UserId) + "?$select=" + GetFoyerUser.Columns), "Foyer.User");
    });
}

/// <summary>Makes a member account with a first password.</summary>
[Cmdlet(VerbsCommon.New, "FoyerUser", SupportsShouldProcess = true), OutputType("Foyer.User")]
public sealed class NewFoyerUser : UserBodyCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), InBody] public string UserPrincipalName { get; set; } = null!;

    [Parameter(ValueFromPipelineByPropertyName = true), InBody] public string? MailNickname { get; set; }

    [Parameter(Mandatory = true)] public System.Security.SecureString Password { get; set; } = null!;

    protected override void ProcessRecord() => Try(UserPrincipalName, () =>
    {
        if (!ShouldProcess(UserPrincipalName, "Create")) return;
        var body = Body.Of(this);
        body["accountEnabled"] ??= true;
        body["mailNickname"] ??= UserPrincipalName.Split('@')[0];
        body["displayName"] ??= UserPrincipalName.Split('@')[0];
        body["passwordProfile"] = new JObject { ["password"] = Body.Reveal(Password) };
        Write(Post("/users", body), "Foyer.User");
    });
}

/// <summary>Removes a user: access ends at once; for 30 days Restore-FoyerUser brings the user back.</summary>
[Cmdlet(VerbsCommon.Remove, "FoyerUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveFoyerUser : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Try(UserId, () =>
    {
        if (ShouldProcess(UserId, "Remove, and end all access")) Delete("/users/" + Segment(UserId));
    });
}

/// <summary>Brings a removed user back, with the access that the user had.</summary>
[Cmdlet(VerbsData.Restore, "FoyerUser", SupportsShouldProcess = true), OutputType("Foyer.User")]
public sealed class RestoreFoyerUser : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Try(UserId, () =>
    {
        if (ShouldProcess(UserId, "Restore")) Write(Post($"/directory/deletedItems/{Segment(UserId)}/restore", null), "Foyer.User");
    });
}

/// <summary>Ends all sessions and refresh tokens of a user; access tokens end within their lifetime.</summary>
[Cmdlet(VerbsSecurity.Revoke, "FoyerUserSession", SupportsShouldProcess = true)]
public sealed class RevokeFoyerUserSession : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Try(UserId, () =>
    {
        if (ShouldProcess(UserId, "End all sessions")) Post($"/users/{Segment(UserId)}/revokeSignInSessions", null);
    });
}
