using System.Management.Automation;
using Foyer.PowerShell.Connection;
using Foyer.PowerShell.Shapes;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell;

/// <summary>What all cmdlets share: the connection, Ctrl-C, and errors that let the pipeline go on with the next object.</summary>
public abstract class FoyerCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource stop = new();

    private protected new CancellationToken Stopping => stop.Token;

    private protected FoyerConnection Foyer => FoyerConnection.Current ?? throw new PSInvalidOperationException(NotConnected);

    private protected virtual string NotConnected => "Nobody is connected. Run Connect-Foyer first.";

    protected override void StopProcessing() => stop.Cancel();

    private protected JToken? Get(string path) => Foyer.Send(HttpMethod.Get, "/v1.0" + path, null, Stopping);

    private protected JToken? Post(string path, JToken? body) => Foyer.Send(HttpMethod.Post, "/v1.0" + path, body, Stopping);

    private protected JToken? Patch(string path, JToken? body) => Foyer.Send(new HttpMethod("PATCH"), "/v1.0" + path, body, Stopping);

    private protected JToken? Put(string path, JToken? body) => Foyer.Send(HttpMethod.Put, "/v1.0" + path, body, Stopping);

    private protected JToken? Delete(string path) => Foyer.Send(HttpMethod.Delete, "/v1.0" + path, null, Stopping);

    private protected void Write(JToken? json, string typeName)
    {
        if (json is JObject item) WriteObject(Shape.Of(item, typeName));
    }

    /// <summary>Does the work; a refusal becomes an error about <paramref name="target"/>, and the pipeline goes on unless the person says otherwise.</summary>
    private protected void Try(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (DirectoryException no)
        {
            WriteError(ErrorOf(no, target));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private protected static ErrorRecord ErrorOf(DirectoryException no, object? target)
    {
        var category = no.Status switch
        {
            401 => ErrorCategory.AuthenticationError,
            403 => ErrorCategory.PermissionDenied,
            404 => ErrorCategory.ObjectNotFound,
            409 => ErrorCategory.ResourceExists,
            429 => ErrorCategory.LimitsExceeded,
            >= 400 and < 500 => ErrorCategory.InvalidArgument,
            0 => ErrorCategory.ConnectionError,
            _ => ErrorCategory.InvalidResult,
        };
        return new ErrorRecord(no, no.Code, category, target);
    }

    /// <summary>An id or name as one segment of a path; the # of a guest's name included.</summary>
    private protected static string Segment(string text) => Uri.EscapeDataString(text);

    /// <summary>A text inside a filter.</summary>
    private protected static string Quote(string text) => "'" + text.Replace("'", "''") + "'";

    /// <summary>The reference that <c>$ref</c> wants.</summary>
    private protected JObject Reference(string objectId) => new() { ["@odata.id"] = Foyer.Url.GetLeftPart(UriPartial.Authority) + "/v1.0/directoryObjects/" + Segment(objectId) };

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) stop.Dispose();
    }
}
