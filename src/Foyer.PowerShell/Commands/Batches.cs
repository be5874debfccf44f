using System.Management.Automation;

namespace Foyer.PowerShell.Commands;

/// <summary>What the cmdlets of one batch share: its id, from the pipeline if need be.</summary>
public abstract class BatchCmdlet : FoyerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("Id")]
    public Guid BatchId { get; set; }

    private protected void Control(string verb, string action)
    {
        if (ShouldProcess(BatchId.ToString("D"), action))
            Try(BatchId, () => Write(Foyer.Send(HttpMethod.Post, $"/api/invitation-batches/{BatchId:D}/{verb}", null, Stopping), "Foyer.InvitationBatch"));
    }
}

/// <summary>How far a batch is, or with <c>-Result</c> what became of each row.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerInvitationBatch"), OutputType("Foyer.InvitationBatch", "Foyer.InvitationRow")]
public sealed class GetFoyerInvitationBatch : BatchCmdlet
{
    [Parameter] public SwitchParameter Result { get; set; }

    [Parameter, ValidateSet("invited", "updated", "skipped", "failed")] public string? Outcome { get; set; }

    protected override void ProcessRecord() => Try(BatchId, () =>
    {
        if (!Result && Outcome is null) Write(Foyer.Send(HttpMethod.Get, $"/api/invitation-batches/{BatchId:D}", null, Stopping), "Foyer.InvitationBatch");
        else foreach (var row in Foyer.Pages($"/api/invitation-batches/{BatchId:D}/results?top=1000{(Outcome is null ? "" : "&outcome=" + Outcome)}", Stopping)) Write(row, "Foyer.InvitationRow");
    });
}

/// <summary>Starts a planned batch.</summary>
[Cmdlet(VerbsLifecycle.Start, "FoyerInvitationBatch", SupportsShouldProcess = true), OutputType("Foyer.InvitationBatch")]
public sealed class StartFoyerInvitationBatch : BatchCmdlet
{
    protected override void ProcessRecord() => Control("start", "Start inviting");
}

/// <summary>Pauses a running batch after the rows it is just working on.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "FoyerInvitationBatch", SupportsShouldProcess = true), OutputType("Foyer.InvitationBatch")]
public sealed class SuspendFoyerInvitationBatch : BatchCmdlet
{
    protected override void ProcessRecord() => Control("pause", "Pause");
}

/// <summary>Goes on with a paused batch where it stopped.</summary>
[Cmdlet(VerbsLifecycle.Resume, "FoyerInvitationBatch", SupportsShouldProcess = true), OutputType("Foyer.InvitationBatch")]
public sealed class ResumeFoyerInvitationBatch : BatchCmdlet
{
    protected override void ProcessRecord() => Control("resume", "Resume");
}

/// <summary>Ends a batch early; what it did stays done.</summary>
[Cmdlet(VerbsLifecycle.Stop, "FoyerInvitationBatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium), OutputType("Foyer.InvitationBatch")]
public sealed class StopFoyerInvitationBatch : BatchCmdlet
{
    protected override void ProcessRecord() => Control("cancel", "Cancel");
}

/// <summary>Revokes what is pending and takes away what the batch granted; what was there before stays.</summary>
[Cmdlet(VerbsCommon.Undo, "FoyerInvitationBatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High), OutputType("Foyer.InvitationBatch")]
public sealed class UndoFoyerInvitationBatch : BatchCmdlet
{
    protected override void ProcessRecord() => Control("undo", "Revoke its invitations and take away what it granted");
}
