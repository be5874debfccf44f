using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Commands;

/// <summary>A group by id, or those that a name, filter or search finds.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerGroup", DefaultParameterSetName = List), OutputType("Foyer.Group")]
public sealed class GetFoyerGroup : ListCmdlet
{
    private const string List = "List";
    private const string One = "One";

    [Parameter(ParameterSetName = One, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string GroupId { get; set; } = null!;

    [Parameter(ParameterSetName = List), Alias("Name")] public string? DisplayName { get; set; }

    protected override void ProcessRecord() => Try(ParameterSetName == One ? GroupId : DisplayName, () =>
    {
        if (ParameterSetName == One) Write(Get("/groups/" + Segment(GroupId) + Options()), "Foyer.Group");
        else WriteAll("/groups" + Options(DisplayName is null ? null : "displayName eq " + Quote(DisplayName)), "Foyer.Group");
    });
}

/// <summary>Makes a security group.</summary>
[Cmdlet(VerbsCommon.New, "FoyerGroup", SupportsShouldProcess = true), OutputType("Foyer.Group")]
public sealed class NewFoyerGroup : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Name")] public string DisplayName { get; set; } = null!;

    [Parameter(ValueFromPipelineByPropertyName = true)] public string? Description { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)] public string? MailNickname { get; set; }

    protected override void ProcessRecord() => Try(DisplayName, () =>
    {
        if (!ShouldProcess(DisplayName, "Create group")) return;
        var nickname = MailNickname ?? new string([.. DisplayName.Where(c => c < 128 && char.IsLetterOrDigit(c)).Take(64)]);
        var body = new JObject { ["displayName"] = DisplayName, ["mailNickname"] = nickname.Length == 0 ? "group" : nickname, ["mailEnabled"] = false, ["securityEnabled"] = true, ["groupTypes"] = new JArray() };
        if (Description is not null) body["description"] = Description;
        Write(Post("/groups", body), "Foyer.Group");
    });
}

/// <summary>Removes a group; its members stay, what they had through it goes.</summary>
[Cmdlet(VerbsCommon.Remove, "FoyerGroup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveFoyerGroup : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")] public string GroupId { get; set; } = null!;

    protected override void ProcessRecord() => Try(GroupId, () =>
    {
        if (ShouldProcess(GroupId, "Remove group")) Delete("/groups/" + Segment(GroupId));
    });
}

/// <summary>The members of a group; with <c>-Transitive</c> those of the groups in it as well.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerGroupMember"), OutputType("Foyer.User", "Foyer.Group")]
public sealed class GetFoyerGroupMember : ListCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")] public string GroupId { get; set; } = null!;

    [Parameter] public SwitchParameter Transitive { get; set; }

    protected override void ProcessRecord() => Try(GroupId, () => WriteAll($"/groups/{Segment(GroupId)}/{(Transitive ? "transitiveMembers" : "members")}{Options()}", "Foyer.DirectoryObject"));
}

/// <summary>Adds a user or group to a group; users may come from the pipeline.</summary>
[Cmdlet(VerbsCommon.Add, "FoyerGroupMember", SupportsShouldProcess = true)]
public sealed class AddFoyerGroupMember : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0)] public string GroupId { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "UserId", "ObjectId", "DirectoryObjectId")]
    public string MemberId { get; set; } = null!;

    protected override void ProcessRecord() => Try(MemberId, () =>
    {
        if (ShouldProcess(MemberId, $"Add to group {GroupId}")) Post($"/groups/{Segment(GroupId)}/members/$ref", Reference(MemberId));
    });
}

/// <summary>Takes a user or group out of a group.</summary>
[Cmdlet(VerbsCommon.Remove, "FoyerGroupMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveFoyerGroupMember : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0)] public string GroupId { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "UserId", "ObjectId", "DirectoryObjectId")]
    public string MemberId { get; set; } = null!;

    protected override void ProcessRecord() => Try(MemberId, () =>
    {
        if (ShouldProcess(MemberId, $"Take out of group {GroupId}")) Delete($"/groups/{Segment(GroupId)}/members/{Segment(MemberId)}/$ref");
    });
}
