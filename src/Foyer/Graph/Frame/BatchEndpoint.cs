using System.Text.Json;
using Foyer.Web;
using Microsoft.AspNetCore.Http.Features;

namespace Foyer.Graph;

/// <summary>The way every Graph request takes, for requests that come inside another one.</summary>
internal sealed class GraphPipeline
{
    /// <summary>Set by <see cref="GraphFrame"/> when the server is built.</summary>
    public RequestDelegate Run { get; set; } = _ => throw new InvalidOperationException("The Graph frame is not part of this server.");
}

/// <summary>
/// <c>POST /$batch</c> (digest 5.13): up to twenty requests in one, each taken through the same pipeline in a scope of its own, with
/// the caller's token. A request waits for those it depends on; where one of them failed it is not tried (424).
/// </summary>
internal static class BatchEndpoint
{
    private const int Most = 20;
    private static readonly object Inside = new();

    public static void Map(RouteGroupBuilder graph) => graph.MapPost("/$batch", Run);

    private static async Task<GraphAnswer> Run(GraphCall call, GraphPipeline pipeline)
    {
        if (call.Http.Items.ContainsKey(Inside)) throw Invalid("A batch cannot be part of a batch.");
        var parts = Order(await Read(call));
        var answers = new Dictionary<string, BatchAnswer>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            answers[part.Id] = part.DependsOn.Any(id => answers[id].Status >= 400)
                ? new(StatusCodes.Status424FailedDependency, new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" }, FailedDependency)
                : await Execute(call, pipeline, part);
        }
        return GraphAnswer.Object(json =>
        {
            json.WriteStartArray("responses");
            foreach (var (id, answer) in answers) answer.Write(json, id);
            json.WriteEndArray();
        });
    }

    private static readonly byte[] FailedDependency = """{"error":{"code":"FailedDependency","message":"A request that this one depends on has failed."}}"""u8.ToArray();

    private static async Task<List<BatchPart>> Read(GraphCall call)
    {
        using var document = await Parse(call);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("requests", out var requests) || requests.ValueKind != JsonValueKind.Array) throw Invalid("Invalid batch payload format.");
        if (requests.GetArrayLength() is 0 or > Most) throw Invalid($"Number of batch request steps must be between 1 and {Most}.");
        return [.. requests.EnumerateArray().Select(BatchPart.Of)];
    }

    private static async Task<JsonDocument> Parse(GraphCall call)
    {
        try
        {
            return await JsonDocument.ParseAsync(call.Http.Request.Body, new JsonDocumentOptions { MaxDepth = 32 }, call.Ct);
        }
        catch (JsonException)
        {
            throw Invalid("Invalid batch payload format.");
        }
    }

    /// <summary>An order in which everything comes after what it depends on.</summary>
    private static List<BatchPart> Order(List<BatchPart> parts)
    {
        var byId = new Dictionary<string, BatchPart>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            if (!byId.TryAdd(part.Id, part)) throw Invalid($"Request id '{Printable.Excerpt(part.Id)}' is not unique.");
        }
        var (ordered, done) = (new List<BatchPart>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        while (ordered.Count < parts.Count)
        {
            if (parts.Find(p => !done.Contains(p.Id) && p.DependsOn.All(done.Contains)) is not { } next) throw Invalid("The requests depend on each other in a circle, or on one that is not there.");
            done.Add(next.Id);
            ordered.Add(next);
        }
        return ordered;
    }

    private static async Task<BatchAnswer> Execute(GraphCall call, GraphPipeline pipeline, BatchPart part)
    {
        await using var scope = call.Http.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestInfo>().IpAddress = call.Caller.IpAddress;
        using var body = new MemoryStream();
        var http = Context(call.Http, part, scope.ServiceProvider, body);
        await pipeline.Run(http);
        await http.Response.CompleteAsync();
        return new(http.Response.StatusCode, http.Response.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
    }

    private static DefaultHttpContext Context(HttpContext outer, BatchPart part, IServiceProvider services, Stream body)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Body = new MemoryStream(part.Body), Protocol = outer.Request.Protocol });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set(outer.Features.Get<IHttpConnectionFeature>());
        features.Set(outer.Features.Get<IHttpRequestLifetimeFeature>());
        var http = new DefaultHttpContext(features) { RequestServices = services };
        var (path, query) = part.Url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var cut ? (part.Url[..cut], part.Url[cut..]) : (part.Url, "");
        http.Request.Method = part.Method;
        http.Request.Scheme = outer.Request.Scheme;
        http.Request.Host = outer.Request.Host;
        http.Request.Path = PathString.FromUriComponent(GraphFrame.Root + "/" + path.TrimStart('/'));
        http.Request.QueryString = new QueryString(query);
        foreach (var (name, value) in part.Headers) http.Request.Headers[name] = value;
        http.Request.Headers.Authorization = outer.Request.Headers.Authorization; // nobody becomes somebody else inside a batch
        http.Items[Inside] = true;
        return http;
    }

    internal static GraphRefusal Invalid(string message) => new(new GraphError(400, "BadRequest", message));
}

/// <summary>One request of a batch.</summary>
internal sealed record BatchPart(string Id, string Method, string Url, Dictionary<string, string> Headers, byte[] Body, List<string> DependsOn)
{
    private static readonly string[] Methods = ["GET", "POST", "PATCH", "PUT", "DELETE"];

    public static BatchPart Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "id") is not { Length: > 0 } id || Text(json, "method")?.ToUpperInvariant() is not { } method || Text(json, "url") is not { Length: > 0 } url || !Methods.Contains(method, StringComparer.Ordinal))
            throw BatchEndpoint.Invalid("Each request of a batch needs an id, a method and a url.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (json.TryGetProperty("headers", out var sent) && sent.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in sent.EnumerateObject()) headers[header.Name] = header.Value.ToString();
        }
        return new(id, method, url, headers, BodyOf(json, headers), json.TryGetProperty("dependsOn", out var on) && on.ValueKind == JsonValueKind.Array ? [.. on.EnumerateArray().Select(d => d.ToString())] : []);
    }

    /// <summary>JSON stands there as it is, anything else as base64.</summary>
    private static byte[] BodyOf(JsonElement json, Dictionary<string, string> headers)
    {
        if (!json.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null) return [];
        if (!headers.TryGetValue("Content-Type", out var type)) throw BatchEndpoint.Invalid("A request with a body needs the header Content-Type.");
        if (body.ValueKind == JsonValueKind.String && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
            return body.TryGetBytesFromBase64(out var bytes) ? bytes : throw BatchEndpoint.Invalid("A body that is not JSON is sent as base64.");
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}

/// <summary>What one request of a batch got.</summary>
internal sealed record BatchAnswer(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    public void Write(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("status", Status);
        json.WriteStartObject("headers");
        foreach (var (name, value) in Headers) json.WriteString(name, value);
        json.WriteEndObject();
        if (Body.Length > 0)
        {
            json.WritePropertyName("body");
            var type = Headers.GetValueOrDefault("Content-Type") ?? "";
            if (type.Contains("json", StringComparison.OrdinalIgnoreCase)) json.WriteRawValue(Body, skipInputValidation: true);
            else if (type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)) json.WriteStringValue(Body);
            else json.WriteBase64StringValue(Body);
        }
        json.WriteEndObject();
    }
}
