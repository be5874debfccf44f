using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>An answer of the Graph API: JSON that is written when it is sent, a figure, nothing, or an error.</summary>
internal sealed class GraphAnswer : IResult
{
    private const string Json = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    private readonly Func<HttpContext, Task> write;

    private GraphAnswer(Func<HttpContext, Task> write) => this.write = write;

    public static implicit operator GraphAnswer(Problem problem) => Refuse(GraphErrors.Of(problem));

    public static implicit operator GraphAnswer(GraphError error) => Refuse(error);

    public static GraphAnswer NoContent { get; } = new(http =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    });

    public static GraphAnswer Refuse(GraphError error) => new(error.Write);

    /// <summary>An object whose members <paramref name="write"/> writes.</summary>
    public static GraphAnswer Object(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) => new(async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, GraphJson.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        GraphCall.MarkAnswered(http);
    });

    /// <summary>A figure, as <c>/$count</c> answers it.</summary>
    public static GraphAnswer Figure(int figure) => new(async http =>
    {
        http.Response.ContentType = "text/plain;charset=utf-8";
        http.Response.BodyWriter.Write(Encoding.ASCII.GetBytes(figure.ToString(CultureInfo.InvariantCulture)));
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        GraphCall.MarkAnswered(http);
    });

    /// <summary>A stream of a property.</summary>
    public static GraphAnswer File(byte[] bytes, string contentType) => new(async http =>
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = bytes.Length;
        http.Response.BodyWriter.Write(bytes);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        GraphCall.MarkAnswered(http);
    });

    /// <summary>A value of one property: <c>{ "@odata.context": …, "value": … }</c>.</summary>
    public static GraphAnswer Value(GraphCall call, string type, object? value) => Object(json =>
    {
        json.WriteString("@odata.context", call.Options.Url($"/v1.0/$metadata#{type}"));
        json.WritePropertyName("value");
        GraphJson.Write(json, value);
    });

    public Task ExecuteAsync(HttpContext httpContext) => write(httpContext);
}
