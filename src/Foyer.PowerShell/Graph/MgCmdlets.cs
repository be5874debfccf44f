using System.Collections;
using System.Management.Automation;
using Foyer.PowerShell.Shapes;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Graph;

/// <summary>Reads as the Microsoft Graph module does: the first page, or everything with <c>-All</c> (digest 7.3).</summary>
public abstract class MgListCmdlet : ListCmdlet
{
    [Parameter] public SwitchParameter All { get; set; }

    [Parameter] public string? ConsistencyLevel { get; set; }

    /// <summary>Name of the variable that receives the number of all that match.</summary>
    [Parameter, Alias("CV")] public string? CountVariable { get; set; }

    private protected override bool ReadsAll => All;

    // As that module: who wants an advanced query says so.
    private protected override bool Advanced => Search is not null;

    private protected override string? Consistency => ConsistencyLevel ?? base.Consistency;

    private protected override bool Counts => CountVariable is not null || base.Counts;

    private protected override string NotConnected => "Authentication needed. Please call Connect-MgGraph.";

    /// <summary>One object at <paramref name="one"/>, or the collection.</summary>
    private protected void Read(string? one, string collection, string typeName) => Try(one, () =>
    {
        if (one is not null) Write(Get(collection + "/" + Segment(one) + Options()), typeName);
        else WriteAll(collection + Options(), typeName, page => Keep(page));
    });

    private void Keep(JObject page)
    {
        if (CountVariable is not null) SessionState.PSVariable.Set(CountVariable, (int?)page["@odata.count"]);
    }
}

/// <summary>Writes as the Microsoft Graph module does: named parameters, or one hashtable as <c>-BodyParameter</c>.</summary>
public abstract class MgWriteCmdlet : FoyerCmdlet
{
    [Parameter(ValueFromPipeline = true)] public object? BodyParameter { get; set; }

    [Parameter] public IDictionary? AdditionalProperties { get; set; }

    private protected override string NotConnected => "Authentication needed. Please call Connect-MgGraph.";

    private protected JObject RequestBody() => Body.Merge(Body.Merge(Body.Of(this), BodyParameter), AdditionalProperties);

    /// <summary>Does <paramref name="work"/> when <c>-WhatIf</c> and <c>-Confirm</c> allow it.</summary>
    private protected void Do(object? target, string action, Action work) => Try(target, () =>
    {
        if (ShouldProcess(target?.ToString() ?? "", action)) work();
    });
}

/// <summary>Invites somebody.</summary>
[Cmdlet(VerbsCommon.New, "MgInvitation", SupportsShouldProcess = true), OutputType("Foyer.Invitation")]
public sealed class NewMgInvitation : MgWriteCmdlet
{
    [Parameter, InBody] public string? InvitedUserEmailAddress { get; set; }
    [Parameter, InBody] public string? InviteRedirectUrl { get; set; }
    [Parameter, InBody] public string? InvitedUserDisplayName { get; set; }
    [Parameter, InBody] public object? InvitedUserMessageInfo { get; set; }
    [Parameter, InBody] public object? InvitedUser { get; set; }
    [Parameter, InBody] public string? InvitedUserType { get; set; }
    [Parameter, InBody] public object[]? InvitedUserSponsors { get; set; }
    [Parameter, InBody] public SwitchParameter SendInvitationMessage { get; set; }
    [Parameter, InBody] public SwitchParameter ResetRedemption { get; set; }

    protected override void ProcessRecord()
    {
        var body = RequestBody();
        Do((string?)body["invitedUserEmailAddress"], "New-MgInvitation", () => Write(Post("/invitations", body), "Foyer.Invitation"));
    }
}

[Cmdlet(VerbsCommon.Get, "MgUser"), OutputType("Foyer.User")]
public sealed class GetMgUser : MgListCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string? UserId { get; set; }

    protected override void ProcessRecord() => Read(UserId, "/users", "Foyer.User");
}

/// <summary>What Update-MgUser may change, on top of what Set-FoyerUser may.</summary>
[Cmdlet(VerbsData.Update, "MgUser", SupportsShouldProcess = true)]
public sealed class UpdateMgUser : Commands.UserBodyCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true), Alias("Id")] public string UserId { get; set; } = null!;
    [Parameter, InBody] public string? UserPrincipalName { get; set; }
    [Parameter, InBody] public string? MailNickname { get; set; }
    [Parameter, InBody] public object? PasswordProfile { get; set; }
    [Parameter(ValueFromPipeline = true)] public object? BodyParameter { get; set; }
    [Parameter] public IDictionary? AdditionalProperties { get; set; }

    private protected override string NotConnected => "Authentication needed. Please call Connect-MgGraph.";

    protected override void ProcessRecord() => Try(UserId, () =>
    {
        if (ShouldProcess(UserId, "Update-MgUser")) Patch("/users/" + Segment(UserId), Body.Merge(Body.Merge(Body.Of(this), BodyParameter), AdditionalProperties));
    });
}

[Cmdlet(VerbsCommon.Remove, "MgUser", SupportsShouldProcess = true)]
public sealed class RemoveMgUser : MgWriteCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Do(UserId, "Remove-MgUser", () => Delete("/users/" + Segment(UserId)));
}

[Cmdlet(VerbsSecurity.Revoke, "MgUserSignInSession", SupportsShouldProcess = true)]
public sealed class RevokeMgUserSignInSession : MgWriteCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true), Alias("Id")] public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Do(UserId, "Revoke-MgUserSignInSession", () => Write(Post($"/users/{Segment(UserId)}/revokeSignInSessions", null), "Foyer.Answer"));
}

[Cmdlet(VerbsCommon.Get, "MgGroup"), OutputType("Foyer.Group")]
public sealed class GetMgGroup : MgListCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string? GroupId { get; set; }

    protected override void ProcessRecord() => Read(GroupId, "/groups", "Foyer.Group");
}

[Cmdlet(VerbsCommon.Get, "MgGroupMember"), OutputType("Foyer.User", "Foyer.Group")]
public sealed class GetMgGroupMember : MgListCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string GroupId { get; set; } = null!;

    protected override void ProcessRecord() => Read(null, $"/groups/{Segment(GroupId)}/members", "Foyer.DirectoryObject");
}

[Cmdlet(VerbsCommon.New, "MgGroupMember", SupportsShouldProcess = true)]
public class NewMgGroupMember : MgWriteCmdlet
{
    [Parameter(Mandatory = true, Position = 0)] public string GroupId { get; set; } = null!;

    [Parameter(ValueFromPipelineByPropertyName = true)] public string? DirectoryObjectId { get; set; }

    [Parameter] public string? OdataId { get; set; }

    protected override void ProcessRecord() => Do(DirectoryObjectId, "New-MgGroupMember", () =>
    {
        var body = DirectoryObjectId is not null ? Reference(DirectoryObjectId) : RequestBody();
        if (OdataId is not null) body["@odata.id"] = OdataId;
        Post($"/groups/{Segment(GroupId)}/members/$ref", body);
    });
}

/// <summary>The same under its other name.</summary>
[Cmdlet(VerbsCommon.New, "MgGroupMemberByRef", SupportsShouldProcess = true)]
public sealed class NewMgGroupMemberByRef : NewMgGroupMember;

[Cmdlet(VerbsCommon.Remove, "MgGroupMemberByRef", SupportsShouldProcess = true)]
public sealed class RemoveMgGroupMemberByRef : MgWriteCmdlet
{
    [Parameter(Mandatory = true, Position = 0)] public string GroupId { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)] public string DirectoryObjectId { get; set; } = null!;

    protected override void ProcessRecord() => Do(DirectoryObjectId, "Remove-MgGroupMemberByRef", () => Delete($"/groups/{Segment(GroupId)}/members/{Segment(DirectoryObjectId)}/$ref"));
}

[Cmdlet(VerbsCommon.Get, "MgServicePrincipal"), OutputType("Foyer.ServicePrincipal")]
public sealed class GetMgServicePrincipal : MgListCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string? ServicePrincipalId { get; set; }

    protected override void ProcessRecord() => Read(ServicePrincipalId, "/servicePrincipals", "Foyer.ServicePrincipal");
}

[Cmdlet(VerbsCommon.Get, "MgApplication"), OutputType("Foyer.Application")]
public sealed class GetMgApplication : MgListCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string? ApplicationId { get; set; }

    protected override void ProcessRecord() => Read(ApplicationId, "/applications", "Foyer.Application");
}

/// <summary>What the three cmdlets share that assign somebody to an app.</summary>
public abstract class MgAssignCmdlet : MgWriteCmdlet
{
    [Parameter, InBody] public string? PrincipalId { get; set; }
    [Parameter, InBody] public string? ResourceId { get; set; }
    [Parameter, InBody] public string? AppRoleId { get; set; }

    private protected void Assign(string path, string action) => Do(path, action, () => Write(Post(path, RequestBody()), "Foyer.AppRoleAssignment"));
}

[Cmdlet(VerbsCommon.New, "MgUserAppRoleAssignment", SupportsShouldProcess = true), OutputType("Foyer.AppRoleAssignment")]
public sealed class NewMgUserAppRoleAssignment : MgAssignCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Assign($"/users/{Segment(UserId)}/appRoleAssignments", "New-MgUserAppRoleAssignment");
}

[Cmdlet(VerbsCommon.New, "MgGroupAppRoleAssignment", SupportsShouldProcess = true), OutputType("Foyer.AppRoleAssignment")]
public sealed class NewMgGroupAppRoleAssignment : MgAssignCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public string GroupId { get; set; } = null!;

    protected override void ProcessRecord() => Assign($"/groups/{Segment(GroupId)}/appRoleAssignments", "New-MgGroupAppRoleAssignment");
}

[Cmdlet(VerbsCommon.New, "MgServicePrincipalAppRoleAssignedTo", SupportsShouldProcess = true), OutputType("Foyer.AppRoleAssignment")]
public sealed class NewMgServicePrincipalAppRoleAssignedTo : MgAssignCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public string ServicePrincipalId { get; set; } = null!;

    protected override void ProcessRecord() => Assign($"/servicePrincipals/{Segment(ServicePrincipalId)}/appRoleAssignedTo", "New-MgServicePrincipalAppRoleAssignedTo");
}

[Cmdlet(VerbsCommon.Get, "MgUserAppRoleAssignment"), OutputType("Foyer.AppRoleAssignment")]
public sealed class GetMgUserAppRoleAssignment : MgListCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)] public string UserId { get; set; } = null!;

    protected override void ProcessRecord() => Read(null, $"/users/{Segment(UserId)}/appRoleAssignments", "Foyer.AppRoleAssignment");
}

[Cmdlet(VerbsCommon.Set, "MgUserLicense", SupportsShouldProcess = true), OutputType("Foyer.User")]
public sealed class SetMgUserLicense : MgWriteCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true), Alias("Id")] public string UserId { get; set; } = null!;
    [Parameter, InBody, AllowEmptyCollection] public object[]? AddLicenses { get; set; }
    [Parameter, InBody, AllowEmptyCollection] public string[]? RemoveLicenses { get; set; }

    protected override void ProcessRecord() => Do(UserId, "Set-MgUserLicense", () => Write(Post($"/users/{Segment(UserId)}/assignLicense", RequestBody()), "Foyer.User"));
}

[Cmdlet(VerbsCommon.Get, "MgSubscribedSku"), OutputType("Foyer.SubscribedSku")]
public sealed class GetMgSubscribedSku : MgListCmdlet
{
    protected override void ProcessRecord() => Read(null, "/subscribedSkus", "Foyer.SubscribedSku");
}

[Cmdlet(VerbsCommon.Get, "MgOrganization"), OutputType("Foyer.Organization")]
public sealed class GetMgOrganization : MgListCmdlet
{
    protected override void ProcessRecord() => Read(null, "/organization", "Foyer.Organization");
}

[Cmdlet(VerbsCommon.Get, "MgDomain"), OutputType("Foyer.Domain")]
public sealed class GetMgDomain : MgListCmdlet
{
    [Parameter(Position = 0)] public string? DomainId { get; set; }

    protected override void ProcessRecord() => Read(DomainId, "/domains", "Foyer.Domain");
}

[Cmdlet(VerbsCommon.Get, "MgAuditLogDirectoryAudit"), OutputType("Foyer.AuditEntry")]
public sealed class GetMgAuditLogDirectoryAudit : MgListCmdlet
{
    protected override void ProcessRecord() => Read(null, "/auditLogs/directoryAudits", "Foyer.AuditEntry");
}

[Cmdlet(VerbsCommon.Get, "MgAuditLogSignIn"), OutputType("Foyer.SignIn")]
public sealed class GetMgAuditLogSignIn : MgListCmdlet
{
    protected override void ProcessRecord() => Read(null, "/auditLogs/signIns", "Foyer.SignIn");
}

[Cmdlet(VerbsCommon.Get, "MgDirectoryDeletedItemAsUser"), OutputType("Foyer.User")]
public sealed class GetMgDirectoryDeletedItemAsUser : MgListCmdlet
{
    protected override void ProcessRecord() => Read(null, "/directory/deletedItems/microsoft.graph.user", "Foyer.User");
}

[Cmdlet(VerbsData.Restore, "MgDirectoryDeletedItem", SupportsShouldProcess = true), OutputType("Foyer.User")]
public sealed class RestoreMgDirectoryDeletedItem : MgWriteCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")] public string DirectoryObjectId { get; set; } = null!;

    protected override void ProcessRecord() => Do(DirectoryObjectId, "Restore-MgDirectoryDeletedItem", () => Write(Post($"/directory/deletedItems/{Segment(DirectoryObjectId)}/restore", null), "Foyer.DirectoryObject"));
}

[Cmdlet(VerbsCommon.Get, "MgPolicyAuthorizationPolicy"), OutputType("Foyer.AuthorizationPolicy")]
public sealed class GetMgPolicyAuthorizationPolicy : FoyerCmdlet
{
    protected override void ProcessRecord() => Try(null, () => Write(Get("/policies/authorizationPolicy"), "Foyer.AuthorizationPolicy"));
}

[Cmdlet(VerbsData.Update, "MgPolicyAuthorizationPolicy", SupportsShouldProcess = true)]
public sealed class UpdateMgPolicyAuthorizationPolicy : MgWriteCmdlet
{
    [Parameter, InBody] public string? AllowInvitesFrom { get; set; }
    [Parameter, InBody] public string? GuestUserRoleId { get; set; }

    protected override void ProcessRecord() => Do("authorizationPolicy", "Update-MgPolicyAuthorizationPolicy", () => Patch("/policies/authorizationPolicy", RequestBody()));
}
