namespace Foyer.Rig;

/// <summary>Waiting for something that another process does.</summary>
public static class Eventually
{
    /// <summary>Asks every 20 ms until the answer is yes; throws <see cref="RigException"/> with <paramref name="otherwise"/> after <paramref name="timeout"/>.</summary>
    public static Task Is(Func<CancellationToken, Task<bool>> answer, TimeSpan timeout, Func<string> otherwise, CancellationToken ct = default) =>
        Get<object>(async token => await answer(token) ? new object() : null, timeout, otherwise, ct);

    /// <summary>Asks every 20 ms until there is a value.</summary>
    public static async Task<T> Get<T>(
        Func<CancellationToken, Task<T?>> find, TimeSpan timeout, Func<string> otherwise, CancellationToken ct = default)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (true)
            {
                if (await find(patience.Token) is { } found)
                {
                    return found;
                }

                await pulse.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new RigException(otherwise(), e);
        }
    }
}
