package data

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type executeStatementInput struct {
	address
	SQL                   string            `json:"sql"`
	Database              string            `json:"database"`
	Schema                string            `json:"schema"`
	Parameters            []sqlParameter    `json:"parameters"`
	TransactionID         string            `json:"transactionId"`
	IncludeResultMetadata bool              `json:"includeResultMetadata"`
	ContinueAfterTimeout  bool              `json:"continueAfterTimeout"`
	ResultSetOptions      *resultSetOptions `json:"resultSetOptions"`
	FormatRecordsAs       string            `json:"formatRecordsAs"`
}

type executeStatementResult struct {
	NumberOfRecordsUpdated int64            `json:"numberOfRecordsUpdated"`
	GeneratedFields        []field          `json:"generatedFields,omitempty"`
	Records                *[][]field       `json:"records,omitempty"`
	ColumnMetadata         []columnMetadata `json:"columnMetadata,omitempty"`
	FormattedRecords       *string          `json:"formattedRecords,omitempty"`
}

func noSchema(schema string) error {
	if schema != "" {
		return badRequest("The schema parameter isn't supported.")
	}
	return nil
}

func (p *API) executeStatement(ctx context.Context, r *wire.Request, in *executeStatementInput) (any, error) {
	var options resultSetOptions
	if in.ResultSetOptions != nil {
		options = *in.ResultSetOptions
	}
	parameters, err := parametersOf(in.Parameters)
	if err == nil {
		err = noSchema(in.Schema)
	}
	if err == nil {
		err = checkSQL(in.SQL)
	}
	if err != nil {
		return nil, err
	}
	of, err := p.find(ctx, r, in.address)
	if err != nil {
		return nil, err
	}
	l, err := p.lease(ctx, of, in.TransactionID, in.Database)
	if err != nil {
		return nil, err
	}
	statement := session.Statement{
		SQL: in.SQL, Parameters: parameters, Metadata: in.IncludeResultMetadata, MaxRow: largestRow, MaxResult: largestResult,
	}
	var result session.Result
	err = p.bounded(ctx, l, in.ContinueAfterTimeout, func(ctx context.Context, s session.Session) error {
		run, err := s.Run(ctx, statement)
		if err == nil {
			result = run
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(in, result, options)
}

// answer shows a result in the form that was asked for.
func answer(in *executeStatementInput, result session.Result, options resultSetOptions) (any, error) {
	shown := executeStatementResult{NumberOfRecordsUpdated: result.Updated}
	for _, value := range result.Generated {
		generated, err := options.fieldOf(value)
		if err != nil {
			return nil, err
		}
		shown.GeneratedFields = append(shown.GeneratedFields, generated)
	}
	if result.Columns == nil {
		return shown, nil
	}
	if in.FormatRecordsAs == "JSON" {
		text, err := formatted(result)
		if len(text) > largestJSON {
			return nil, wire.Refusef("UnsupportedResultException", "The result exceeds the size limit 10 MB.")
		}
		shown.FormattedRecords = &text
		return shown, err
	}
	records := make([][]field, len(result.Rows))
	for i, row := range result.Rows {
		records[i] = make([]field, len(row))
		for j, value := range row {
			var err error
			if records[i][j], err = options.fieldOf(value); err != nil {
				return nil, err
			}
		}
	}
	shown.Records = &records
	if in.IncludeResultMetadata {
		shown.ColumnMetadata = metadataOf(result.Columns)
	}
	return shown, nil
}

type batchExecuteStatementInput struct {
	address
	SQL           string           `json:"sql"`
	Database      string           `json:"database"`
	Schema        string           `json:"schema"`
	ParameterSets [][]sqlParameter `json:"parameterSets"`
	TransactionID string           `json:"transactionId"`
}

type updateResult struct {
	GeneratedFields []field `json:"generatedFields"`
}

type batchExecuteStatementResult struct {
	UpdateResults []updateResult `json:"updateResults"`
}

// batchExecuteStatement runs a statement once with each set of parameters; without
// any set it runs nothing. Outside of a transaction each run is committed by
// itself.
func (p *API) batchExecuteStatement(ctx context.Context, r *wire.Request, in *batchExecuteStatementInput) (any, error) {
	err := noSchema(in.Schema)
	if err == nil {
		err = checkSQL(in.SQL)
	}
	sets := make([][]session.Parameter, len(in.ParameterSets))
	for i := range sets {
		if err == nil {
			sets[i], err = parametersOf(in.ParameterSets[i])
		}
	}
	if err != nil {
		return nil, err
	}
	of, err := p.find(ctx, r, in.address)
	if err != nil {
		return nil, err
	}
	l, err := p.lease(ctx, of, in.TransactionID, in.Database)
	if err != nil {
		return nil, err
	}
	result := batchExecuteStatementResult{UpdateResults: []updateResult{}}
	err = p.bounded(ctx, l, false, func(ctx context.Context, s session.Session) error {
		for _, set := range sets {
			done, err := s.Run(ctx, session.Statement{SQL: in.SQL, Parameters: set, MaxRow: largestRow, MaxResult: largestResult})
			if err != nil {
				return err
			}
			update := updateResult{GeneratedFields: []field{}}
			for _, value := range done.Generated {
				generated, err := resultSetOptions{}.fieldOf(value)
				if err != nil {
					return err
				}
				update.GeneratedFields = append(update.GeneratedFields, generated)
			}
			result.UpdateResults = append(result.UpdateResults, update)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}
