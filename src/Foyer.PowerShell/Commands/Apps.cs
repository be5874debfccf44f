using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Commands;

/// <summary>An app of the organisation by its object id, its application id or its name; all of them without any.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerServicePrincipal", DefaultParameterSetName = List), OutputType("Foyer.ServicePrincipal")]
public sealed class GetFoyerServicePrincipal : ListCmdlet
{
    private const string List = "List";
    private const string One = "One";

    [Parameter(ParameterSetName = One, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string ServicePrincipalId { get; set; } = null!;

    [Parameter(ParameterSetName = List), Alias("AppPrincipalId")] public string? AppId { get; set; }

    [Parameter(ParameterSetName = List), Alias("Name")] public string? DisplayName { get; set; }

    protected override void ProcessRecord() => Try(ParameterSetName == One ? ServicePrincipalId : AppId ?? DisplayName, () =>
    {
        if (ParameterSetName == One) Write(Get("/servicePrincipals/" + Segment(ServicePrincipalId) + Options()), "Foyer.ServicePrincipal");
        else WriteAll("/servicePrincipals" + Options(AppId is not null ? "appId eq " + Quote(AppId) : DisplayName is not null ? "displayName eq " + Quote(DisplayName) : null), "Foyer.ServicePrincipal");
    });
}

/// <summary>The app registrations of the organisation.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerApplication"), OutputType("Foyer.Application")]
public sealed class GetFoyerApplication : ListCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")] public string? ApplicationId { get; set; }

    protected override void ProcessRecord() => Try(ApplicationId, () =>
    {
        if (ApplicationId is not null) Write(Get("/applications/" + Segment(ApplicationId) + Options()), "Foyer.Application");
        else WriteAll("/applications" + Options(), "Foyer.Application");
    });
}

/// <summary>Who may open an app, and in which role.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerAppRoleAssignment", DefaultParameterSetName = OfApp), OutputType("Foyer.AppRoleAssignment")]
public sealed class GetFoyerAppRoleAssignment : ListCmdlet
{
    private const string OfApp = "App";
    private const string OfUser = "User";
    private const string OfGroup = "Group";

    [Parameter(ParameterSetName = OfApp, Mandatory = true, Position = 0)] public string ServicePrincipalId { get; set; } = null!;

    [Parameter(ParameterSetName = OfUser, Mandatory = true, ValueFromPipelineByPropertyName = true)] public string UserId { get; set; } = null!;

    [Parameter(ParameterSetName = OfGroup, Mandatory = true, ValueFromPipelineByPropertyName = true)] public string GroupId { get; set; } = null!;

    protected override void ProcessRecord()
    {
        var path = ParameterSetName switch
        {
            OfUser => $"/users/{Segment(UserId)}/appRoleAssignments",
            OfGroup => $"/groups/{Segment(GroupId)}/appRoleAssignments",
            _ => $"/servicePrincipals/{Segment(ServicePrincipalId)}/appRoleAssignedTo",
        };
        Try(path, () => WriteAll(path + Options(), "Foyer.AppRoleAssignment"));
    }
}

/// <summary>Lets a user, a group or an app open an app, with one of its roles if it has any.</summary>
[Cmdlet(VerbsCommon.New, "FoyerAppRoleAssignment", SupportsShouldProcess = true), OutputType("Foyer.AppRoleAssignment")]
public sealed class NewFoyerAppRoleAssignment : FoyerCmdlet
{
    /// <summary>The app's object id (service principal).</summary>
    [Parameter(Mandatory = true, Position = 0), Alias("ResourceId")] public string ServicePrincipalId { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "UserId", "GroupId", "ObjectId")]
    public string PrincipalId { get; set; } = null!;

    /// <summary>A role of the app; plain access unless given.</summary>
    [Parameter] public Guid AppRoleId { get; set; }

    protected override void ProcessRecord() => Try(PrincipalId, () =>
    {
        if (!ShouldProcess(PrincipalId, $"Assign to app {ServicePrincipalId}")) return;
        Write(Post($"/servicePrincipals/{Segment(ServicePrincipalId)}/appRoleAssignedTo", new JObject
        {
            ["principalId"] = PrincipalId, ["resourceId"] = ServicePrincipalId, ["appRoleId"] = AppRoleId.ToString("D"),
        }), "Foyer.AppRoleAssignment");
    });
}

/// <summary>Takes an assignment away; it may come from Get-FoyerAppRoleAssignment.</summary>
[Cmdlet(VerbsCommon.Remove, "FoyerAppRoleAssignment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveFoyerAppRoleAssignment : FoyerCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true), Alias("ResourceId")] public string ServicePrincipalId { get; set; } = null!;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true), Alias("Id")] public string AppRoleAssignmentId { get; set; } = null!;

    protected override void ProcessRecord() => Try(AppRoleAssignmentId, () =>
    {
        if (ShouldProcess(AppRoleAssignmentId, "Take the assignment away"))
            Delete($"/servicePrincipals/{Segment(ServicePrincipalId)}/appRoleAssignedTo/{Segment(AppRoleAssignmentId)}");
    });
}
