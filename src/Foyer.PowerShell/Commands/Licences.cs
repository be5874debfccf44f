using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Commands;

/// <summary>What the organisation subscribes to, and how many seats are taken.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerSubscribedSku"), OutputType("Foyer.SubscribedSku")]
public sealed class GetFoyerSubscribedSku : FoyerCmdlet
{
    protected override void ProcessRecord() => Try(null, () =>
    {
        foreach (var sku in Foyer.Pages("/v1.0/subscribedSkus", Stopping)) Write(sku, "Foyer.SubscribedSku");
    });
}

/// <summary>Gives licences to a user and takes others away. Licences are named by id or part number, such as AAD_PREMIUM.</summary>
[Cmdlet(VerbsCommon.Set, "FoyerUserLicense", SupportsShouldProcess = true), OutputType("Foyer.User")]
public sealed class SetFoyerUserLicense : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Id", "ObjectId")]
    public string UserId { get; set; } = null!;

    [Parameter] public string[] Add { get; set; } = [];

    [Parameter] public string[] Remove { get; set; } = [];

    /// <summary>Ids of service plans to leave out of the licences that are added.</summary>
    [Parameter] public string[] DisabledPlans { get; set; } = [];

    [Parameter] public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Try(UserId, () =>
    {
        if (!ShouldProcess(UserId, "Change licences")) return;
        var skus = Add.Concat(Remove).All(name => Guid.TryParse(name, out _)) ? [] : Foyer.Pages("/v1.0/subscribedSkus", Stopping).ToList();
        var changed = Post($"/users/{Segment(UserId)}/assignLicense", Licences.Change(
            Add.Select(name => (Licences.SkuId(name, skus), (IEnumerable<string>)DisabledPlans)), Remove.Select(name => Licences.SkuId(name, skus))));
        if (PassThru) Write(changed, "Foyer.User");
    });
}

internal static class Licences
{
    public static JObject Change(IEnumerable<(string Sku, IEnumerable<string> Disabled)> add, IEnumerable<string> remove) => new()
    {
        ["addLicenses"] = new JArray(add.Select(a => new JObject { ["skuId"] = a.Sku, ["disabledPlans"] = new JArray(a.Disabled) })),
        ["removeLicenses"] = new JArray(remove),
    };

    /// <summary>The id for an id, a part number, or the old form <c>tenant:PART_NUMBER</c>.</summary>
    public static string SkuId(string name, IReadOnlyList<JObject> skus)
    {
        if (Guid.TryParse(name, out _)) return name;
        var part = name.Substring(name.LastIndexOf(':') + 1);
        return (string?)skus.FirstOrDefault(s => string.Equals((string?)s["skuPartNumber"], part, StringComparison.OrdinalIgnoreCase))?["skuId"]
            ?? throw new Connection.DirectoryException(0, "no_such_sku", $"The organisation has no subscription to {part}. Get-FoyerSubscribedSku lists what it has.");
    }
}
