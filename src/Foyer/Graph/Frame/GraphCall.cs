using System.Reflection;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>One call to the Graph API: who calls, how far they reach, what was asked. An endpoint takes it as a parameter.</summary>
internal sealed class GraphCall
{
    private static readonly object Answered = new();

    private GraphCall(HttpContext http, GraphCaller caller, string address) => (Http, Caller, Address) = (http, caller, address);

    public HttpContext Http { get; }
    public GraphCaller Caller { get; }

    /// <summary>The path as it was called, encoded; what a next link repeats.</summary>
    public string Address { get; }

    /// <summary>The row of the table of rights that let the call in, and how far it lets the caller reach.</summary>
    public GraphRight Right { get; private set; } = null!;
    public Reach Reach { get; private set; }

    public CancellationToken Ct => Http.RequestAborted;
    public FoyerDb Db => Http.RequestServices.GetRequiredService<FoyerDb>();
    public FoyerOptions Options => Http.RequestServices.GetRequiredService<FoyerOptions>();
    public TimeProvider Clock => Http.RequestServices.GetRequiredService<TimeProvider>();

    /// <summary>Header <c>ConsistencyLevel: eventual</c>: half of what an advanced query needs (digest 5.13).</summary>
    public bool IsEventual => string.Equals(Http.Request.Headers["ConsistencyLevel"].ToString(), "eventual", StringComparison.OrdinalIgnoreCase);

    /// <summary>The query options; unknown ones were refused before the endpoint.</summary>
    public Query.GraphQuery Query => field ??= Graph.Query.GraphQuery.Of(this);

    public Task<GraphBody> Body() => GraphBody.Read(this);

    public static void Begin(HttpContext http, GraphCaller caller, string address) => http.Features.Set(new GraphCall(http, caller, address));

    public static GraphCall Of(HttpContext http) => http.Features.Get<GraphCall>() ?? throw new InvalidOperationException("This is no call below /v1.0.");

    public static ValueTask<GraphCall?> BindAsync(HttpContext http, ParameterInfo parameter) => ValueTask.FromResult<GraphCall?>(Of(http));

    /// <summary>The administrator that this call's row of rights makes of the caller.</summary>
    public TenantAdmin Admin() => Http.RequestServices.GetRequiredService<ResolveActor>().Admin(Caller, Right) ?? throw new GraphRefusal(GraphErrors.Denied);

    /// <summary>The person who calls.</summary>
    public SignedIn Self() => Http.RequestServices.GetRequiredService<ResolveActor>().Person(Caller) ?? throw new GraphRefusal(GraphErrors.Denied);

    public void LetIn(GraphRight right, Reach reach) => (Right, Reach) = (right, reach);

    public static void MarkAnswered(HttpContext http) => http.Items[Answered] = true;

    /// <summary>True when the answer has a body of ours; also right inside a batch, where nothing is ever sent.</summary>
    public static bool IsAnswered(HttpContext http) => http.Items.ContainsKey(Answered);
}
