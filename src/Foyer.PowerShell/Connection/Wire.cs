using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Connection;

/// <summary>Requests and answers. Waits and asks again, at most three times, when the server says that it is busy (digest 5).</summary>
internal sealed class Wire : IDisposable
{
    private const int Retries = 3;
    private const int MostWaitSeconds = 180;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // a file of a million rows takes its time to arrive
    private readonly HttpClient http;

    public Wire()
    {
        // Windows PowerShell starts with what was usual in 2012.
        ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate }) { Timeout = Patience };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Foyer.PowerShell/" + typeof(Wire).Assembly.GetName().Version.ToString(3));
    }

    /// <summary>Sends one request; null for an answer without content. <paramref name="content"/> makes the body anew for each attempt.</summary>
    public JToken? Send(HttpMethod method, string url, Func<HttpContent?> content, string? token, string? consistency, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, url) { Content = content() };
            request.Headers.Accept.ParseAdd("application/json");
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (consistency is not null) request.Headers.TryAddWithoutValidation("ConsistencyLevel", consistency);
            using var response = Ask(request, ct);
            if ((int)response.StatusCode is 429 or 503 or 504 && attempt < Retries)
            {
                if (ct.WaitHandle.WaitOne(WaitOf(response, attempt))) ct.ThrowIfCancellationRequested();
                continue;
            }

            var text = response.Content is null ? "" : response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
            if (!response.IsSuccessStatusCode) throw ErrorOf(response, text);
            return text.Length == 0 ? null : Read(text);
        }
    }

    public JObject PostForm(string url, Dictionary<string, string?> form, CancellationToken ct) =>
        (JObject)(Send(HttpMethod.Post, url, () => new FormUrlEncodedContent(form!), null, null, ct) ?? new JObject());

    public static HttpContent Json(JToken body) => new StringContent(body.ToString(Formatting.None), Encoding.UTF8, "application/json");

    private HttpResponseMessage Ask(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct).GetAwaiter().GetResult();
        }
        catch (HttpRequestException no)
        {
            throw new DirectoryException(0, "unreachable", $"{request.RequestUri.GetLeftPart(UriPartial.Authority)} cannot be reached: {(no.InnerException ?? no).Message}");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DirectoryException(0, "timeout", $"{request.RequestUri.GetLeftPart(UriPartial.Authority)} did not answer in time.");
        }
    }

    private static TimeSpan WaitOf(HttpResponseMessage response, int attempt)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta.TotalSeconds,
            { Date: { } date } => (date.UtcDateTime - Clock.UtcNow).TotalSeconds,
            _ => 3 * Math.Pow(2, attempt),
        };
        return TimeSpan.FromSeconds(Math.Min(Math.Max(asked, 1), MostWaitSeconds));
    }

    // Dates stay text here; the shapes of objects know which texts are dates.
    private static JToken Read(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = 64 };
        try { return JToken.ReadFrom(reader); }
        catch (JsonException) { throw new DirectoryException(0, "not_json", "The answer is not JSON. Is the address that of a Foyer server?"); }
    }

    /// <summary>The error in whichever of the three forms it came: Graph, problem details, OAuth (contract section 7).</summary>
    private static DirectoryException ErrorOf(HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        JObject? body = null;
        try { body = text.Length > 0 ? Read(text) as JObject : null; }
        catch (DirectoryException) { body = null; }
        var id = response.Headers.TryGetValues("request-id", out var ids) ? ids.FirstOrDefault() : (string?)body?["correlationId"];
        var error = body?["error"] switch
        {
            JObject graph => new DirectoryException(status, (string?)graph["code"] ?? "error", (string?)graph["message"] ?? "The server refused."),
            JValue oauth => new DirectoryException(status, (string?)oauth ?? "error", (string?)body["error_description"] ?? "The server refused."),
            _ when body?["detail"] is not null => new DirectoryException(status, (string?)body["code"] ?? "error", (string)body["detail"]!),
            _ => new DirectoryException(status, "http_" + status, $"The server answered {status} {response.ReasonPhrase}."),
        };
        error.RequestId = id;
        return error;
    }

    public void Dispose() => http.Dispose();
}
