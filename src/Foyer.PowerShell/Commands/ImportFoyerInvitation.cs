using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Commands;

/// <summary>
/// Uploads a CSV file of partners, shows how far the server is, and gives back an object for each row. With <c>-WhatIf</c> the
/// server only plans: the objects say what would happen, and nobody is invited.
/// </summary>
[Cmdlet(VerbsData.Import, "FoyerInvitation", SupportsShouldProcess = true)]
[OutputType("Foyer.InvitationRow", "Foyer.InvitationBatch")]
public sealed class ImportFoyerInvitation : FoyerCmdlet
{
    private const int Second = 1000;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("FullName", "PSPath")]
    public string Path { get; set; } = null!;

    /// <summary>Gives back the batch as soon as the file has arrived; follow it with Get-FoyerInvitationBatch.</summary>
    [Parameter] public SwitchParameter NoWait { get; set; }

    protected override void ProcessRecord() => Try(Path, () =>
    {
        var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (!File.Exists(file)) throw new Connection.DirectoryException(0, "no_file", $"There is no file {file}.");
        var plan = !ShouldProcess(file, "Invite everybody in the file");
        if (plan && !OnlyWhatIf()) return;

        var batch = Foyer.Upload("/api/invitation-batches" + (plan ? "?dryRun=true" : ""), file, "text/csv", Stopping);
        var id = (string)batch["id"]!;
        if (NoWait && !plan)
        {
            Write(batch, "Foyer.InvitationBatch");
            return;
        }

        if (!plan) batch = Follow(id, batch);
        foreach (var row in Foyer.Pages($"/api/invitation-batches/{id}/results?top=1000", Stopping)) Write(row, "Foyer.InvitationRow");
        if ((string?)batch["problem"] is { Length: > 0 } problem) throw new Connection.DirectoryException(0, "batch_paused", problem);
    });

    /// <summary>Somebody who answers "no" to -Confirm wants nothing done; -WhatIf wants to see it.</summary>
    private bool OnlyWhatIf() => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? ((SwitchParameter)given).IsPresent : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private JObject Follow(string id, JObject batch)
    {
        var progress = new ProgressRecord(1, "Inviting", "The file has arrived");
        while ((string?)batch["state"] is "running")
        {
            var (done, total) = ((int?)batch["processed"] ?? 0, (int?)batch["total"] ?? 0);
            progress.StatusDescription = $"{done} of {total} rows: {batch["invited"]} invited, {batch["updated"]} updated, {batch["skipped"]} skipped, {batch["failed"]} failed";
            progress.PercentComplete = total == 0 ? 0 : (int)Math.Min(100, 100L * done / total);
            progress.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Ceiling((double?)batch["remainingSeconds"] ?? -1));
            WriteProgress(progress);
            if (Stopping.WaitHandle.WaitOne(Second)) Stopping.ThrowIfCancellationRequested();
            batch = (JObject)Foyer.Send(HttpMethod.Get, $"/api/invitation-batches/{id}", null, Stopping)!;
        }

        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        return batch;
    }
}
