using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.AzureAD;

/// <summary>What the retired AzureAD module's cmdlets share that assign somebody to an app (digest 7.2).</summary>
public abstract class OldAssignCmdlet : FoyerCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public string ObjectId { get; set; } = null!;
    [Parameter(Mandatory = true)] public string PrincipalId { get; set; } = null!;
    [Parameter(Mandatory = true)] public string ResourceId { get; set; } = null!;

    /// <summary>The role; empty for plain access.</summary>
    [Parameter(Mandatory = true)] public Guid Id { get; set; }

    private protected void Assign(string kind) => Try(PrincipalId, () => Write(
        Post($"/{kind}/{Segment(ObjectId)}/appRoleAssignments", new JObject { ["principalId"] = PrincipalId, ["resourceId"] = ResourceId, ["appRoleId"] = Id.ToString("D") }), "Foyer.AppRoleAssignment"));
}

[Cmdlet(VerbsCommon.New, "AzureADUserAppRoleAssignment"), OutputType("Foyer.AppRoleAssignment")]
public sealed class NewAzureADUserAppRoleAssignment : OldAssignCmdlet
{
    protected override void ProcessRecord() => Assign("users");
}

[Cmdlet(VerbsCommon.New, "AzureADGroupAppRoleAssignment"), OutputType("Foyer.AppRoleAssignment")]
public sealed class NewAzureADGroupAppRoleAssignment : OldAssignCmdlet
{
    protected override void ProcessRecord() => Assign("groups");
}

[Cmdlet(VerbsCommon.Add, "AzureADGroupMember")]
public sealed class AddAzureADGroupMember : FoyerCmdlet
{
    [Parameter(Mandatory = true)] public string ObjectId { get; set; } = null!;
    [Parameter(Mandatory = true)] public string RefObjectId { get; set; } = null!;

    protected override void ProcessRecord() => Try(RefObjectId, () => Post($"/groups/{Segment(ObjectId)}/members/$ref", Reference(RefObjectId)));
}

[Cmdlet(VerbsCommon.Remove, "AzureADUser")]
public sealed class RemoveAzureADUser : FoyerCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public string ObjectId { get; set; } = null!;

    protected override void ProcessRecord() => Try(ObjectId, () => Delete("/users/" + Segment(ObjectId)));
}
