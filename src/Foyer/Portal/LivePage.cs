using Microsoft.AspNetCore.Components;

namespace Foyer.Portal;

/// <summary>
/// A page about something that changes by itself: while it does, the page asks again. Everything comes from the store, so a
/// reload, another tab and another process show the same.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource leaving = new();

    protected virtual TimeSpan Pause => TimeSpan.FromSeconds(2);

    /// <summary>True while something is under way that this page shows.</summary>
    protected abstract bool Changing { get; }

    protected abstract Task Load();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = Follow(leaving.Token);
    }

    private async Task Follow(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (!Changing) continue;
                await Load();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) { return; }
#pragma warning disable CA1031 // nobody awaits this: what fails here must reach the page's boundary
        catch (Exception failed)
#pragma warning restore CA1031
        {
            if (!ct.IsCancellationRequested) await DispatchExceptionAsync(failed);
        }
    }

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }
}
